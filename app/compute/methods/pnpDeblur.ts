import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers } from '../denoiser.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { deblurParameters } from './deblurParameters.ts';
import { denoisingHalo, scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { priorDeblur, solveWithPrior } from './priorDeblur.ts';
import { resolved } from './resolved.ts';

export const pnpDeblur = defineMethod({
  id: 'pnp-deblur',
  task: 'deblur',
  title: 'Plug and play',
  summary:
    'Undoes a known blur exactly and lets a denoising network clean up after it, in turns. The best deblurring method here; a network run per iteration.',
  reference:
    'Zhang, Li, Zuo, Zhang, Van Gool and Timofte, "Plug-and-play image restoration with deep denoiser prior", IEEE TPAMI 2022',
  ...priorDeblur(denoisingHalo),
  networks: denoisers,
  parameters: {
    psf: deblurParameters.psf,
    noise: deblurParameters.noise,
    iterations: stepsParameter(8),
    boundary: deblurParameters.boundary,
  },
  workingCopies: 16,
  run: ({ image }, values, context) =>
    solveWithPrior(image, { ...values, tolerance: 0 }, (dataTerm, start) => {
      const noise = resolved(values.noise);
      const schedule = scheduleFor(noise, firstLevel, noise, values.iterations);
      return new PlugAndPlaySplitting(dataTerm, denoiserOf(context), start, schedule, 'half-quadratic');
    }),
});

/** 8-bit units, as in the paper. On photographs 5 steps were 0.03 dB worse than 8, and 16 no better. */
const firstLevel = 49;
