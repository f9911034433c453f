import { defineMethod } from '../defineMethod.ts';
import { plateStencil } from '../kernels/plateStencil.ts';
import { bendingEnergy, bendingForce } from '../kernels/thinPlate.ts';
import type { Iterations } from '../method.ts';
import { iterate } from '../solvers/iterate.ts';
import { isScattered, PlateMultigrid } from '../solvers/plateMultigrid.ts';
import { ScatteredPlate, unknownPixels } from '../solvers/scatteredPlate.ts';
import type { Range } from '../solvers/unknownGroups.ts';
import { fillGroups } from './groupFill.ts';
import { harmonicFill } from './harmonicInpaint.ts';
import { holeMargin, inpaintingModel, type Hole } from './inpainting.ts';
import { minimiseEnergy, neighbourFill, silently, type SmoothEnergy } from './smoothFill.ts';

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
  run(problem) {
    const range = rangeOf(problem.image.data);
    return fillGroups(problem, plateStencil, range, iterations, (hole) => biharmonicFill(hole, range));
  },
});

async function* biharmonicFill(hole: Hole, { low, high }: Range): Iterations<ArrayLike<number>> {
  const filled = isScattered(hole.mask) ? yield* scatteredFill(hole) : yield* solidFill(hole);
  const pixels = unknownPixels(hole.mask.data);
  for (let start = 0; start < filled.length; start += hole.mask.data.length)
    for (let k = 0; k < pixels.length; k++) {
      const at = start + pixels[k]!;
      filled[at] = Math.min(high, Math.max(low, filled[at]!));
    }
  return filled;
}

/** The range of the values, and at least [0, 1]. */
function rangeOf(data: Float32Array): Range {
  let low = 0;
  let high = 1;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

async function* scatteredFill(hole: Hole): Iterations<Float32Array> {
  const filled = neighbourFill(hole);
  const solver = new ScatteredPlate(hole.mask, filled);
  yield* iterate(solver, { iterations, tolerance });
  solver.addTo(filled);
  return filled;
}

async function* solidFill(hole: Hole): Iterations<Float64Array> {
  // Where known pixels are too few to fix a plane (a single one, or one row), the start decides the rest.
  const start = yield* silently(harmonicFill(hole), iterations);
  return yield* minimiseEnergy(hole, thinPlate(hole), Float64Array.from(start.data), {
    tolerance,
    iterations,
  });
}

/** Some 50 suffice for large holes, 110 for four missing pixels of five. */
const iterations = 300;
const tolerance = 1e-5;

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
