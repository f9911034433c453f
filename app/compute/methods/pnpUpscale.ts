import { Downsampled } from '../dataTerms/downsampled.ts';
import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers } from '../denoiser.ts';
import { likeImage } from '../image.ts';
import { Downsampling } from '../operators/downsampling.ts';
import { bicubic } from '../operators/resample.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { iterate } from '../solvers/iterate.ts';
import { noiseParameter, resolveNoise } from './noiseParameters.ts';
import { denoisingHalo, scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { resolved } from './resolved.ts';
import { silently } from './smoothFill.ts';
import { decimationModel, enlarge, scaleParameter } from './upscaling.ts';

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
  parameters: { scale: scaleParameter, noise: noiseParameter, iterations: stepsParameter(12) },
  tiling: { kind: 'tiles', halo: ({ scale }) => Math.ceil(denoisingHalo / scale) },
  workingCopies: 8,
  scale: (values) => values.scale,
  resolve: (_sample, values, estimates) => {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: (problem, { scale, noise }) => decimationModel(problem, scale, resolved(noise)),
  async *run({ image }, values, context) {
    const { scale, iterations } = values;
    const noise = resolved(values.noise);
    const start = yield* silently(enlarge(image, scale, bicubic), iterations);
    const dataTerm = new Downsampled(new Downsampling(image, scale), image.data, false);
    const schedule = scheduleFor(noise, firstLevel, lastLevel, iterations);
    const solver = new PlugAndPlaySplitting(dataTerm, denoiserOf(context), start, schedule, 'multiplier');
    yield* iterate(solver, { iterations, tolerance: 0 });
    const result = likeImage(start);
    result.data.set(solver.solution());
    return result;
  },
});

/** 8-bit units; on photographs enlarged by two, 2 as the last was 0.06 dB worse, and no multiplier 0.1 dB. */
const firstLevel = 49;
const lastLevel = 4;
