import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { Channelwise } from '../operators/channelwise.ts';
import { fourierMeasurement } from '../operators/measurement.ts';
import { fourierModel } from './fourierModel.ts';
import { fraction, pattern, seed } from './recoverParameters.ts';

export const zeroFilling = defineMethod({
  id: 'zero-filling',
  task: 'recover',
  title: 'MRI: zero filling',
  summary:
    'Takes Fourier coefficients that were not measured for zero. Instant; the baseline with its artefacts.',
  reference: 'the least-norm solution of F x = y',
  parameters: { pattern, fraction, seed },
  tiling: { kind: 'whole' },
  workingCopies: 6,
  forwardModel: ({ image }, values) => fourierModel(image, values),
  async *run({ image }, values) {
    const { width, height, channels } = image;
    const result = likeImage(image);
    const { operator } = fourierMeasurement(width, height, values);
    yield await Promise.resolve({ iteration: 1, iterations: 1 });
    new Channelwise(operator, channels).applyAdjoint(image.data, result.data);
    return result;
  },
});
