import { defineMethod } from '../defineMethod.ts';
import { denoiserOf } from '../denoiser.ts';
import { integer } from '../parameters.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { denoisingHalo } from './plugAndPlay.ts';
import {
  enlargeBySolver,
  reductionHalo,
  reductionModel,
  reductionParameters,
  resolveReduction,
} from './reduction.ts';
import { resolved } from './resolved.ts';
import { learnedSchedule, unrolledNetworks } from './unrolled.ts';
import { scaleParameter } from './upscaling.ts';

export const unrolledUpscale = defineMethod({
  id: 'unrolled-upscale',
  task: 'upscale',
  title: 'Unrolled splitting',
  summary:
    'Makes the enlarged photo shrink back to this one and cleans it up, in a few turns that were trained together. Any blur, scale and noise; a few network runs.',
  reference: 'Zhang, Van Gool and Timofte, "Deep unfolding network for image super-resolution", CVPR 2020',
  slow: true,
  networks: unrolledNetworks,
  // It was trained for no more.
  parameters: { scale: integer({ ...scaleParameter, max: 4 }), ...reductionParameters },
  tiling: {
    kind: 'tiles',
    halo: (values) => reductionHalo(values) + Math.ceil(denoisingHalo / values.scale),
  },
  workingCopies: 10,
  scale: (values) => values.scale,
  resolve: resolveReduction,
  forwardModel: reductionModel,
  run: ({ image }, values, context) => {
    const schedule = learnedSchedule(context, resolved(values.noise), values.scale);
    return enlargeBySolver(
      image,
      values,
      schedule.length,
      (dataTerm, start) =>
        new PlugAndPlaySplitting(dataTerm, denoiserOf(context), start, schedule, 'half-quadratic'),
    );
  },
});
