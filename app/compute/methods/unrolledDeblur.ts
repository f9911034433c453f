import { defineMethod } from '../defineMethod.ts';
import { denoiserOf } from '../denoiser.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { deblurParameters } from './deblurParameters.ts';
import { denoisingHalo } from './plugAndPlay.ts';
import { priorDeblur, solveWithPrior } from './priorDeblur.ts';
import { resolved } from './resolved.ts';
import { learnedSchedule, unrolledNetworks } from './unrolled.ts';

export const unrolledDeblur = defineMethod({
  id: 'unrolled-deblur',
  task: 'deblur',
  title: 'Unrolled splitting',
  summary:
    'Undoes a known blur exactly and cleans up after it, in a few turns that were trained together. Any blur; a few network runs.',
  reference:
    'Zhang, Van Gool and Timofte, "Deep unfolding network for image super-resolution", CVPR 2020, for scale 1',
  ...priorDeblur(denoisingHalo),
  networks: unrolledNetworks,
  parameters: deblurParameters,
  workingCopies: 16,
  run: ({ image }, values, context) => {
    const schedule = learnedSchedule(context, resolved(values.noise), 1);
    const stopping = { iterations: schedule.length, tolerance: 0 };
    return solveWithPrior(
      image,
      { ...values, ...stopping },
      (dataTerm, start) =>
        new PlugAndPlaySplitting(dataTerm, denoiserOf(context), start, schedule, 'half-quadratic'),
    );
  },
});
