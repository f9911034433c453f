import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { defineMethod } from '../defineMethod.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { ExpectedPatchLikelihood } from '../solvers/expectedPatchLikelihood.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';
import { patchHalo, patchPriors } from './patchPrior.ts';
import { leastNoise } from './plugAndPlay.ts';
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
  slow: true,
  networks: patchPriors,
  parameters: {
    psf: deblurParameters.psf,
    noise: deblurParameters.noise,
    boundary: deblurParameters.boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + patchHalo },
  workingCopies: 16,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values, context) =>
    solveInFrame(image, { ...values, iterations: weights.length, tolerance: 0 }, (framed) => {
      const { frame, transfer, measured } = framed;
      const { width, height } = frame;
      const start = { width, height, channels: measured.length, data: joined(measured) };
      const dataTerm = new PeriodicBlur(frame.transform, transfer, measured);
      const sigma = Math.max(leastNoise, resolved(values.noise)) / 255;
      const solver = new ExpectedPatchLikelihood(
        dataTerm,
        opponentDenoiserOf(context),
        start,
        sigma,
        weights,
      );
      return separated(solver, framed);
    }),
});
