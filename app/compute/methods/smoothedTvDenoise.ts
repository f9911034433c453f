import { LeastSquares } from '../dataTerms/leastSquares.ts';
import { SmoothSum } from '../dataTerms/smoothSum.ts';
import { defineMethod } from '../defineMethod.ts';
import { tvStrength, weakest } from '../estimate/tvStrength.ts';
import { likeImage } from '../image.ts';
import { Identity } from '../operators/identity.ts';
import { choice, number } from '../parameters.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { GradientDescent } from '../solvers/gradientDescent.ts';
import { iterate } from '../solvers/iterate.ts';
import { NewtonTv } from '../solvers/newtonTv.ts';
import { identityModel } from './identityModel.ts';
import {
  iterationsParameter,
  noiseParameter,
  resolveNoise,
  resolveStrength,
  strengthParameter,
  toleranceParameter,
} from './noiseParameters.ts';
import { resolved } from './resolved.ts';

export const smoothedTvDenoise = defineMethod({
  id: 'smoothed-tv-denoise',
  task: 'denoise',
  title: 'Smoothed total variation',
  summary:
    'Total variation rounded off for small slopes, so that gentle shading does not turn into steps. For comparing gradient descent with Newton’s method; slower than total variation.',
  reference:
    'Acar and Vogel, Inverse Problems 1994; lagged diffusivity: Vogel and Oman 1996; Peyré, Numerical Tours, optim_2_newton',
  slow: true,
  parameters: {
    noise: noiseParameter,
    strength: strengthParameter('λ in ½‖x − y‖² + λ Σ √(|∇x|² + ε²)', weakest),
    epsilon: number({
      label: 'Rounding ε',
      help: 'Slopes below this many levels per pixel are smoothed evenly.',
      min: 0.1,
      max: 100,
      default: 2,
      scale: 'log',
      unit: 'levels',
    }),
    solver: choice({
      label: 'Solver',
      help: 'Newton’s method takes few costly steps, gradient descent many cheap ones; both end at the same photo.',
      options: [
        { value: 'newton', label: 'Newton' },
        { value: 'gradient', label: 'Gradient descent' },
      ],
      default: 'newton',
    }),
    iterations: iterationsParameter(5000, 500),
    tolerance: toleranceParameter('the gradient has fallen to this share of what it was', 1e-3),
  },
  tiling: { kind: 'tiles', halo: () => 64 },
  workingCopies: 24,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    const { strength, chosen: also } = resolveStrength(
      values.strength,
      () => tvStrength(sample.image, noise),
      `strength at which total variation has the least expected error at noise ${noise.toFixed(1)} (SURE)`,
    );
    return Promise.resolve({ values: { ...values, noise, strength }, chosen: [...chosen, ...also] });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const { width, height, channels, data } = image;
    const dataTerm = new LeastSquares(new Identity(data.length), data);
    const epsilon = values.epsilon / 255;
    const prior = new SmoothedTotalVariation(width, height, channels, resolved(values.strength), epsilon);
    const solver =
      values.solver === 'newton'
        ? new NewtonTv(dataTerm, prior, data)
        : new GradientDescent(new SmoothSum(dataTerm, prior, data.length), data, { strongConvexity: 1 });
    yield* iterate(solver, values);
    const result = likeImage(image);
    result.data.set(solver.solution());
    return result;
  },
});
