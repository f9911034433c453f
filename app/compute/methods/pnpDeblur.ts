import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers } from '../denoiser.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { denoisingHalo, scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { resolved } from './resolved.ts';

export const pnpDeblur = defineMethod({
  id: 'pnp-deblur',
  task: 'deblur',
  title: 'Plug and play',
  summary:
    'Undoes a known blur exactly and lets a denoising network clean up after it, in turns. The best deblurring method here; a network run per iteration.',
  reference:
    'Zhang, Li, Zuo, Zhang, Van Gool and Timofte, "Plug-and-play image restoration with deep denoiser prior", IEEE TPAMI 2022',
  slow: true,
  networks: denoisers,
  parameters: {
    psf: deblurParameters.psf,
    noise: deblurParameters.noise,
    iterations: stepsParameter(8),
    boundary: deblurParameters.boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + denoisingHalo },
  workingCopies: 16,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values, context) => {
    const noise = resolved(values.noise);
    return solveInFrame(image, { ...values, tolerance: 0 }, (framed) => {
      const { frame, transfer, measured } = framed;
      const { width, height } = frame;
      const start = { width, height, channels: measured.length, data: joined(measured) };
      const dataTerm = new PeriodicBlur(frame.transform, transfer, measured);
      const schedule = scheduleFor(noise, firstLevel, noise, values.iterations);
      return separated(
        new PlugAndPlaySplitting(dataTerm, denoiserOf(context), start, schedule, 'half-quadratic'),
        framed,
      );
    });
  },
});

/** 8-bit units, as in the paper. On photographs 5 steps were 0.03 dB worse than 8, and 16 no better. */
const firstLevel = 49;
