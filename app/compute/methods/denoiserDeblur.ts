import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers, type Denoise } from '../denoiser.ts';
import type { Image } from '../image.ts';
import type { Curve, Method } from '../method.ts';
import { number } from '../parameters.ts';
import { GradientStepDescent, symmetricPullBack } from '../solvers/gradientStepDescent.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { PnpProximalGradient } from '../solvers/pnpProximalGradient.ts';
import { RegularizationByDenoising } from '../solvers/regularizationByDenoising.ts';
import { deblurParameters } from './deblurParameters.ts';
import { iterationsParameter, toleranceParameter } from './noiseParameters.ts';
import { denoisingHalo, leastNoise, scheduleFor } from './plugAndPlay.ts';
import { priorDeblur, solveWithPrior, type PriorSolver } from './priorDeblur.ts';
import { resolved } from './resolved.ts';

/** From the blurred picture itself these methods take hundreds of steps: a short splitting brings them near. */
const startingSteps = 4;
const firstLevel = 49;
const lastLevel = 2.55;

/** `steps` of one solver, and from where it ends, another one. */
function startedBy(
  first: PriorSolver,
  steps: number,
  next: (start: Float32Array) => PriorSolver,
): PriorSolver {
  let solver = first;
  let taken = 0;
  return {
    step() {
      if (taken++ === steps) solver = next(first.solution());
      return solver.step();
    },
    solution: () => solver.solution(),
  };
}

/** What tells one of these methods from another. */
interface Kind {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly reference: string;
  readonly curve: Curve;
  readonly iterations: number;
  readonly strength: number;
  /** @param noise of the data, values in [0, 1], above 0 */
  create(
    dataTerm: PeriodicBlur,
    denoise: Denoise,
    noise: number,
    strength: number,
    start: Image,
  ): PriorSolver;
}

function denoiserDeblur(kind: Kind): Method {
  return defineMethod({
    id: kind.id,
    task: 'deblur',
    title: kind.title,
    summary: kind.summary,
    reference: kind.reference,
    ...priorDeblur(denoisingHalo),
    networks: denoisers,
    curve: kind.curve,
    parameters: {
      psf: deblurParameters.psf,
      noise: deblurParameters.noise,
      strength: number({
        label: 'Strength',
        help: 'Of the denoiser against the data, as a multiple of what the noise asks for: larger is smoother.',
        min: 0.01,
        max: 1000,
        default: kind.strength,
        scale: 'log',
      }),
      iterations: iterationsParameter(1000, kind.iterations),
      tolerance: toleranceParameter('an iteration changes the picture by less than this share', 1e-5),
      boundary: deblurParameters.boundary,
    },
    workingCopies: 18,
    run: ({ image }, values, context) =>
      solveWithPrior(image, { ...values, startingSteps }, (dataTerm, start) => {
        const level = Math.max(leastNoise, resolved(values.noise)) / 255;
        const denoise = denoiserOf(context);
        const schedule = scheduleFor(resolved(values.noise), firstLevel, lastLevel, startingSteps);
        const splitting = new PlugAndPlaySplitting(dataTerm, denoise, start, schedule, 'half-quadratic');
        return startedBy(splitting, startingSteps, (data) =>
          kind.create(dataTerm, denoise, level, values.strength, { ...start, data }),
        );
      }),
  });
}

/** What the denoiser is told, in units of the noise of the data. */
const gradientStepLevel = 2;
const redLevel = 3;

/** Plug and play other than by a falling schedule: one level throughout, until nothing moves. */
export const denoiserDeblurMethods: readonly Method[] = [
  denoiserDeblur({
    id: 'gradient-step-deblur',
    title: 'Gradient-step plug and play',
    summary:
      'Undoes a known blur by an energy made of a denoising network, which falls with every iteration, checked each time. Three network runs an iteration.',
    reference:
      'Hurault, Leclaire and Papadakis, "Gradient step denoiser for convergent plug-and-play", ICLR 2022',
    curve: 'objective',
    iterations: 40,
    strength: 2,
    create: (dataTerm, denoise, noise, strength, start) => {
      const sigma = gradientStepLevel * noise;
      const pullBack = symmetricPullBack(denoise, sigma);
      const weight = strength / gradientStepLevel ** 2;
      return new GradientStepDescent(dataTerm, denoise, pullBack, sigma, weight, start);
    },
  }),
  denoiserDeblur({
    id: 'red-deblur',
    title: 'Regularization by denoising',
    summary:
      'Undoes a known blur until a denoising network and the data are in balance. A network run per iteration; shows how far from balance it is.',
    reference:
      'Romano, Elad and Milanfar, "The little engine that could: regularization by denoising (RED)", SIAM J. Imaging Sciences 2017',
    curve: 'fixed-point residual',
    iterations: 40,
    strength: 1.5,
    create: (dataTerm, denoise, noise, strength, start) =>
      new RegularizationByDenoising(dataTerm, denoise, redLevel * noise, strength / redLevel ** 2, start),
  }),
  denoiserDeblur({
    id: 'pnp-gradient-deblur',
    title: 'Plug-and-play proximal gradient',
    summary:
      'Undoes a known blur by small steps, each followed by a denoising network. Slower than the other plug-and-play methods, and never divides by the blur.',
    reference:
      'Kamilov, Mansour and Wohlberg, "A plug-and-play priors approach for solving nonlinear imaging inverse problems", IEEE Signal Processing Letters 2017',
    curve: 'fixed-point residual',
    iterations: 100,
    strength: 2,
    // A prox of the prior's strength removes noise of that variance.
    create: (dataTerm, denoise, noise, strength, start) =>
      new PnpProximalGradient(dataTerm, denoise, Math.sqrt(strength) * noise, start),
  }),
];
