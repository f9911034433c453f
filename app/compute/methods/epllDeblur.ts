import { defineMethod } from '../defineMethod.ts';
import { ExpectedPatchLikelihood } from '../solvers/expectedPatchLikelihood.ts';
import { deblurParameters } from './deblurParameters.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';
import { patchHalo, patchPriors } from './patchPrior.ts';
import { leastNoise } from './plugAndPlay.ts';
import { priorDeblur, solveWithPrior } from './priorDeblur.ts';
import { resolved } from './resolved.ts';

/** The authors' weights, 50 times powers of two at noise of a hundredth, in units of 1/σ². */
const weights = [1, 2, 4, 8, 16, 32, 64].map((factor) => 50 * 0.01 ** 2 * factor);

export const epllDeblur = defineMethod({
  id: 'epll-deblur',
  task: 'deblur',
  title: 'Patch likelihood',
  summary:
    'Undoes a known blur while every 8×8 patch is made likely under a mixture of Gaussians learned from photographs. Slow.',
  reference:
    'Zoran and Weiss, "From learning models of natural images to whole image restoration", ICCV 2011',
  ...priorDeblur(patchHalo),
  networks: patchPriors,
  parameters: {
    psf: deblurParameters.psf,
    noise: deblurParameters.noise,
    boundary: deblurParameters.boundary,
  },
  workingCopies: 16,
  run: ({ image }, values, context) =>
    solveWithPrior(image, { ...values, iterations: weights.length, tolerance: 0 }, (dataTerm, start) => {
      const sigma = Math.max(leastNoise, resolved(values.noise)) / 255;
      return new ExpectedPatchLikelihood(dataTerm, opponentDenoiserOf(context), start, sigma, weights);
    }),
});
