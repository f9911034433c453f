import { defineMethod } from '../defineMethod.ts';
import { heatStoppingTime } from '../estimate/stoppingTime.ts';
import { likeImage } from '../image.ts';
import { autoNumber } from '../parameters.ts';
import { heatAt } from '../solvers/heatFlow.ts';
import { identityModel } from './identityModel.ts';
import { noiseParameter, resolveNoise } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const longest = 500;

export const heatDenoise = defineMethod({
  id: 'heat-denoise',
  task: 'denoise',
  title: 'Heat flow',
  summary:
    'Lets the photo diffuse like heat, and stops when the least error is to be expected. Instant; blurs edges as Gaussian smoothing does.',
  reference:
    'Witkin, "Scale-space filtering", 1983; stopped by Stein’s unbiased risk estimate with the exact trace',
  parameters: {
    noise: noiseParameter,
    time: autoNumber({
      label: 'Time',
      help: 'How long heat flows; like a Gaussian of standard deviation √(2 · time).',
      min: 0,
      max: longest,
      unit: 'px²',
    }),
  },
  tiling: {
    kind: 'tiles',
    transformed: true,
    halo: ({ time }) => Math.ceil(4 * Math.sqrt(2 * (time === 'auto' ? longest : time))) + 2,
  },
  workingCopies: 6,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    if (values.time !== 'auto') return Promise.resolve({ values: { ...values, noise }, chosen });
    const time = Math.min(longest, heatStoppingTime(sample.image, noise).time);
    const reason = `stops when noise of ${noise.toFixed(1)} leads to expect the least error (SURE)`;
    return Promise.resolve({
      values: { noise, time },
      chosen: [...chosen, { parameter: 'time', value: time, reason }],
    });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const result = likeImage(image);
    yield await Promise.resolve({ iteration: 0, iterations: 1 });
    heatAt(image, resolved(values.time), 'reflect', result.data);
    yield await Promise.resolve({ iteration: 1, iterations: 1 });
    return result;
  },
});
