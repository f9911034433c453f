import { Equality } from '../dataTerms/equality.ts';
import { defineMethod } from '../defineMethod.ts';
import { floats } from '../kernels/memory.ts';
import type { Iterations } from '../method.ts';
import { number } from '../parameters.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { iterate, type StoppingRule } from '../solvers/iterate.ts';
import { ProjectedGradient } from '../solvers/projectedGradient.ts';
import { harmonicFill } from './harmonicInpaint.ts';
import { fillUnknown, holeMargin, inpaintingModel, type Hole } from './inpainting.ts';
import { iterationsParameter, toleranceParameter } from './noiseParameters.ts';
import { silently } from './smoothFill.ts';

export const smoothedTvInpaint = defineMethod({
  id: 'smoothed-tv-inpaint',
  task: 'inpaint',
  title: 'Smoothed total variation',
  summary:
    'Between the harmonic fill and total variation: edges go on into the hole, gentle shading stays shading. Starts at the harmonic fill; small ε needs many iterations.',
  reference:
    'min Σ √(|∇x|² + ε²) with x = y at the known pixels, by projected gradient; Peyré, Numerical Tours, inverse_4',
  slow: true,
  parameters: {
    epsilon: number({
      label: 'Rounding ε',
      help: 'Slopes below this many levels per pixel are smoothed evenly.',
      min: 0.1,
      max: 100,
      default: 2.5,
      scale: 'log',
      unit: 'levels',
    }),
    iterations: iterationsParameter(20000, 700),
    tolerance: toleranceParameter('the gradient has fallen to this share of what it was', 1e-3),
  },
  tiling: { kind: 'components', margin: holeMargin },
  workingCopies: 28,
  forwardModel: (problem) => inpaintingModel(problem),
  run: (problem, values) => fillUnknown(problem, (hole) => sharper(hole, values.epsilon / 255, values)),
});

async function* sharper(hole: Hole, epsilon: number, rule: StoppingRule): Iterations<Float32Array> {
  const { image, mask } = hole;
  const start = floats(image.data.length);
  const { data } = yield* silently(harmonicFill(hole), rule.iterations);
  start.set(data);
  const prior = new SmoothedTotalVariation(mask.width, mask.height, image.channels, 1, epsilon);
  const known = new Equality(mask, image.data);
  const solver = new ProjectedGradient(prior, known, start, stepRatio / prior.lipschitz);
  yield* iterate(solver, rule);
  return solver.solution();
}

/** Of 1/L; below 2 converges. */
const stepRatio = 1.8;
