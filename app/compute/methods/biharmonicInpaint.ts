import { defineMethod } from '../defineMethod.ts';
import { bendingEnergy, bendingForce } from '../kernels/thinPlate.ts';
import type { Iterations } from '../method.ts';
import { PlateMultigrid } from '../solvers/plateMultigrid.ts';
import { harmonicFill } from './harmonicInpaint.ts';
import { fillUnknown, holeMargin, inpaintingModel, type Hole } from './inpainting.ts';
import { minimiseEnergy, silently, type SmoothEnergy } from './smoothFill.ts';

export const biharmonicInpaint = defineMethod({
  id: 'biharmonic-inpaint',
  task: 'inpaint',
  title: 'Biharmonic (thin plate)',
  summary:
    'Bends a thin plate over the hole so that slopes continue as well as values: smoother than the membrane, best for scattered missing pixels.',
  reference:
    'Biharmonic equation Δ²x = 0 in the hole; Damelin and Hoang, "On surface completion and image inpainting by biharmonic functions", 2018',
  parameters: {},
  tiling: { kind: 'components', margin: holeMargin },
  workingCopies: 34,
  forwardModel: (problem) => inpaintingModel(problem),
  run: (problem) => fillUnknown(problem, biharmonicFill),
});

async function* biharmonicFill(hole: Hole): Iterations<Float64Array> {
  // Where known pixels are too few to fix a plane (a single one, or one row), the start decides the rest.
  const start = yield* silently(harmonicFill(hole), iterations);
  const filled = yield* minimiseEnergy(hole, thinPlate(hole), start, {
    tolerance: 1e-5,
    iterations,
  });
  // A plate with a free edge may swing far out of the range of colours; a colour may not.
  let low = 0;
  let high = 1;
  for (const value of hole.image.data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return filled.map((value) => Math.min(high, Math.max(low, value)));
}

/** Some 50 suffice even for large holes. */
const iterations = 300;

/** ½ Σ x_xx² + 2 x_xy² + x_yy², free at the image's border: reproduces planes everywhere. */
function thinPlate({ mask }: Hole): SmoothEnergy {
  const { width, height, data } = mask;
  const multigrid = new PlateMultigrid(mask);
  return {
    gradient: (x, out) => bendingForce(data, width, height, x, out),
    precondition: (residual, out) => multigrid.apply(residual, out),
    value: (x) => bendingEnergy(x, width, height),
  };
}
