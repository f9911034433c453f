import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { SmoothSum } from '../dataTerms/smoothSum.ts';
import { defineMethod } from '../defineMethod.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { number } from '../parameters.ts';
import { free } from '../priors/free.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { Fista } from '../solvers/forwardBackward.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblurByRule } from './deblurParameters.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { iterationsParameter, strengthParameter, toleranceParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;
const weakest = 1e-6;

export const smoothedTvDeblur = defineMethod({
  id: 'smoothed-tv-deblur',
  task: 'deblur',
  title: 'Smoothed total variation',
  summary:
    'Total variation that is rounded off for small slopes, so that gentle shading is kept instead of turning into steps. Slower than total variation.',
  reference:
    'Acar and Vogel, Inverse Problems 1994; solved by Nesterov’s gradient method with restarts: O’Donoghue and Candès 2015',
  slow: true,
  parameters: {
    psf,
    noise,
    strength: strengthParameter('λ in ½‖k ⋆ x − y‖² + λ Σ √(|∇x|² + ε²)', weakest),
    epsilon: number({
      label: 'Rounding ε',
      help: 'Slopes below this many levels per pixel are smoothed evenly.',
      min: 0.1,
      max: 100,
      default: 2,
      scale: 'log',
      unit: 'levels',
    }),
    iterations: iterationsParameter(5000, 100),
    tolerance: toleranceParameter('the gradient is this small beside the picture', 0),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 32 },
  workingCopies: 20,
  resolve: (sample, values, estimates) => resolveDeblurByRule(sample, values, estimates, strengthFor),
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) =>
    solveInFrame(image, values, (framed) => {
      const { frame, transfer, measured } = framed;
      const start = joined(measured);
      const prior = new SmoothedTotalVariation(
        frame.width,
        frame.height,
        measured.length,
        resolved(values.strength),
        values.epsilon / 255,
      );
      const blur = new PeriodicBlur(frame.transform, transfer, measured);
      return separated(new Fista(new SmoothSum(blur, prior, start.length), free, start), framed);
    }),
});

/** Fitted on Gaussian and motion blur of photographs with the default ε, σ in levels. */
function strengthFor(noise: number): number {
  return Math.max(weakest, (0.068 * noise ** 1.3) / 255);
}
