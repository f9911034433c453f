import { InvertibleLeastSquares } from '../dataTerms/invertibleLeastSquares.ts';
import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers } from '../denoiser.ts';
import { likeImage } from '../image.ts';
import { InvertibleChannelwise } from '../operators/channelwise.ts';
import { fourierMeasurement } from '../operators/measurement.ts';
import { iterate } from '../solvers/iterate.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { fourierModel } from './fourierModel.ts';
import { scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { fraction, noise, pattern, seed } from './recoverParameters.ts';

export const pnpMri = defineMethod({
  id: 'pnp-mri',
  task: 'recover',
  title: 'MRI: plug and play',
  summary:
    'Recovers a picture from few of its Fourier coefficients: a denoising network cleans it and the measured coefficients are put back, in turns. A network run per iteration.',
  reference:
    'Venkatakrishnan, Bouman and Wohlberg, "Plug-and-play priors for model based reconstruction", GlobalSIP 2013; for MRI: Ahmad et al., IEEE Signal Processing Magazine 2020',
  slow: true,
  networks: denoisers,
  parameters: { pattern, fraction, seed, noise, iterations: stepsParameter(24) },
  tiling: { kind: 'whole' },
  workingCopies: 14,
  forwardModel: ({ image }, values) => fourierModel(image, values),
  async *run({ image }, values, context) {
    const { width, height, channels } = image;
    const { operator } = fourierMeasurement(width, height, values);
    const sampling = new InvertibleChannelwise(operator, channels);
    const result = likeImage(image);
    // Zero filling.
    sampling.applyAdjoint(image.data, result.data);
    const schedule = scheduleFor(values.noise, firstLevel, lastLevel, values.iterations);
    const solver = new PlugAndPlaySplitting(
      new InvertibleLeastSquares(sampling, image.data),
      denoiserOf(context),
      result,
      schedule,
      'multiplier',
    );
    yield* iterate(solver, { iterations: values.iterations, tolerance: 0 });
    result.data.set(solver.solution());
    return result;
  },
});

/** 8-bit units. */
const firstLevel = 25;
const lastLevel = 2;
