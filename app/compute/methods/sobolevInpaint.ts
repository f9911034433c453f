import { Equality } from '../dataTerms/equality.ts';
import { defineMethod } from '../defineMethod.ts';
import type { Mask } from '../image.ts';
import { reflectingLaplacian } from '../kernels/laplacian.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { Iterations } from '../method.ts';
import { choice } from '../parameters.ts';
import { Sobolev } from '../priors/sobolev.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';
import { iterate, type Solver, type StoppingRule } from '../solvers/iterate.ts';
import { ProjectedGradient } from '../solvers/projectedGradient.ts';
import { fillUnknown, holeMargin, inpaintingModel, type Hole } from './inpainting.ts';
import { iterationsParameter, toleranceParameter } from './noiseParameters.ts';
import { meanFill } from './smoothFill.ts';

export const sobolevInpaint = defineMethod({
  id: 'sobolev-inpaint',
  task: 'inpaint',
  title: 'Sobolev (smooth)',
  summary:
    'Fills the hole as smoothly as its border allows, by the plain solvers of the textbook: for comparing them. The harmonic fill is the same one, faster for large holes.',
  reference:
    'min ½‖∇x‖² with x = y at the known pixels; Peyré, Numerical Tours, inverse_4 (projected gradient) and optim_3_cgs (conjugate gradients)',
  slow: true,
  parameters: {
    solver: choice({
      label: 'Solver',
      help: 'Conjugate gradients need about the square root of the iterations that projected gradient needs.',
      options: [
        { value: 'conjugate-gradient', label: 'Conjugate gradients' },
        { value: 'projected-gradient', label: 'Projected gradient' },
      ],
      default: 'conjugate-gradient',
    }),
    iterations: iterationsParameter(20000, 1000),
    tolerance: toleranceParameter('the gradient has fallen to this share of what it was', 1e-4),
  },
  tiling: { kind: 'components', margin: holeMargin },
  workingCopies: 16,
  forwardModel: (problem) => inpaintingModel(problem),
  run: (problem, values) => fillUnknown(problem, (hole) => smoothest(hole, values.solver, values)),
});

async function* smoothest(
  hole: Hole,
  solver: 'conjugate-gradient' | 'projected-gradient',
  rule: StoppingRule,
): Iterations<Float32Array> {
  const start = floats(hole.image.data.length);
  start.set(meanFill(hole));
  const { image, mask } = hole;
  const energy = new Sobolev(mask.width, mask.height, 1);
  if (solver === 'conjugate-gradient') {
    yield* iterate(conjugateGradients(mask, energy, start), rule);
    return start;
  }
  const descent = new ProjectedGradient(
    energy,
    new Equality(mask, image.data),
    start,
    stepRatio / energy.lipschitz,
  );
  yield* iterate(descent, rule);
  return descent.solution();
}

/** Of 1/L; below 2 converges. */
const stepRatio = 1.9;

/** −Δ(x + d) = 0 at the unknown pixels, for the correction d that vanishes at the known ones; it is added to x. */
function conjugateGradients(mask: Mask, energy: Sobolev, x: Float32Array): Solver {
  const { width, height, data: unknown } = mask;
  const size = width * height;
  const apply = (v: Float32Array, out: Float32Array) => {
    for (let at = 0; at < v.length; at += size) {
      const plane = out.subarray(at, at + size);
      reflectingLaplacian(v.subarray(at, at + size), width, height, plane);
      for (let i = 0; i < size; i++) plane[i] = unknown[i] === 0 ? 0 : -plane[i]!;
    }
  };
  const rightSide = floats(x.length);
  apply(x, rightSide);
  combine(-1, rightSide, 0, rightSide, rightSide);
  const first = energy.value(x);
  const correction = floats(x.length);
  const begun = copyOf(x);
  const gradients = new ConjugateGradient({ apply }, rightSide, correction);
  return {
    step() {
      gradients.step();
      combine(1, begun, 1, correction, x);
      return { objective: Math.max(0, first - gradients.decrease), criterion: gradients.relativeResidual };
    },
  };
}
