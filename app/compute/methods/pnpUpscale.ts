import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers } from '../denoiser.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { denoisingHalo, scheduleFor, stepsParameter } from './plugAndPlay.ts';
import {
  enlargeBySolver,
  reductionHalo,
  reductionModel,
  reductionParameters,
  resolveReduction,
} from './reduction.ts';
import { resolved } from './resolved.ts';
import { scaleParameter } from './upscaling.ts';

export const pnpUpscale = defineMethod({
  id: 'pnp-upscale',
  task: 'upscale',
  title: 'Plug and play',
  summary:
    'Makes the enlarged photo shrink back to this one and lets a denoising network clean it, in turns. Allows for noise; a network run per iteration.',
  reference:
    'Venkatakrishnan, Bouman and Wohlberg, "Plug-and-play priors for model based reconstruction", GlobalSIP 2013; levels after Zhang et al., IEEE TPAMI 2022',
  slow: true,
  networks: denoisers,
  parameters: { scale: scaleParameter, ...reductionParameters, iterations: stepsParameter(12) },
  tiling: {
    kind: 'tiles',
    halo: (values) => reductionHalo(values) + Math.ceil(denoisingHalo / values.scale),
  },
  workingCopies: 10,
  scale: (values) => values.scale,
  resolve: resolveReduction,
  forwardModel: reductionModel,
  run: ({ image }, values, context) => {
    const { iterations } = values;
    const schedule = scheduleFor(resolved(values.noise), firstLevel, lastLevel, iterations);
    return enlargeBySolver(
      image,
      values,
      iterations,
      (dataTerm, start) =>
        new PlugAndPlaySplitting(dataTerm, denoiserOf(context), start, schedule, 'multiplier'),
    );
  },
});

/** 8-bit units; on photographs enlarged by two, 2 as the last was 0.06 dB worse, and no multiplier 0.1 dB. */
const firstLevel = 49;
const lastLevel = 4;
