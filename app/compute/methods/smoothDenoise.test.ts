import { describe, expect, it } from 'vitest';
import type { Image } from '../image.ts';
import type { Method } from '../method.ts';
import { psnr } from '../metrics/psnr.ts';
import { syntheticPicture, withNoise } from '../testing/random.ts';
import type { ParameterValues } from '../parameters.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { heatDenoise } from './heatDenoise.ts';
import { smoothedTvDenoise } from './smoothedTvDenoise.ts';
import { sobolevDenoise } from './sobolevDenoise.ts';
import { tvFlowDenoise } from './tvFlowDenoise.ts';
import { waveletDenoise } from './waveletDenoise.ts';
import { waveletL1Denoise } from './waveletL1Denoise.ts';

const noise = 25;
const truth = syntheticPicture(96, 80, 3);
const noisy = withNoise(truth, noise, 6);

/** For the slowest. */
const small = { truth: syntheticPicture(40, 32, 1), noisy: withNoise(syntheticPicture(40, 32, 1), noise, 6) };

async function denoise(method: Method, values: ParameterValues): Promise<Image> {
  const { bound } = await method.bind(values).resolve({ image: noisy }, { noise });
  return (await runToEnd(bound.run({ image: noisy }, { seed: 0 }))).result;
}

/** Decibels that each gains on this picture at the least, and the parameter that it chooses. */
const expected = [
  [sobolevDenoise, 5, 'strength'],
  [heatDenoise, 5, 'time'],
  [tvFlowDenoise, 7.5, 'time'],
  [smoothedTvDenoise, 7.5, 'strength'],
  [waveletDenoise, 7, 'strength'],
] as const;

describe.each(expected.map((entry) => [entry[0].id, ...entry] as const))(
  '%s',
  (_id, method, gain, parameter) => {
    it('gains as much as it should, by its own choice', async () => {
      const reached = psnr(await denoise(method, {}), truth) - psnr(noisy, truth);
      expect(reached).toBeGreaterThan(gain);
    });

    it('chooses within 0.3 dB of the best', async () => {
      const { bound, chosen } = await method.bind({}).resolve({ image: noisy }, { noise });
      expect(chosen.map((choice) => choice.parameter)).toEqual(['noise', parameter]);
      const value = bound.values[parameter];
      if (typeof value !== 'number') throw new Error('not chosen');
      const reached = psnr(await denoise(method, {}), truth);
      for (const factor of [0.6, 1.6])
        expect(psnr(await denoise(method, { [parameter]: factor * value, noise }), truth)).toBeLessThan(
          reached + 0.3,
        );
    });
  },
);

it('wavelet-l1-denoise gains 3.5 dB by its own choice', async () => {
  const { bound, chosen } = await waveletL1Denoise
    .bind({ levels: 2 })
    .resolve({ image: small.noisy }, { noise });
  expect(chosen.map((choice) => choice.parameter)).toEqual(['noise', 'strength']);
  const { result } = await runToEnd(bound.run({ image: small.noisy }, { seed: 0 }));
  expect(psnr(result, small.truth) - psnr(small.noisy, small.truth)).toBeGreaterThan(3.5);
});

it('smoothed total variation ends at the same photo by either solver', async () => {
  const values = { strength: 0.08, noise, tolerance: 1e-5, iterations: 3000 };
  const [newton, gradient] = [
    await denoise(smoothedTvDenoise, { ...values, solver: 'newton' }),
    await denoise(smoothedTvDenoise, { ...values, solver: 'gradient' }),
  ];
  expect(psnr(newton, gradient)).toBeGreaterThan(70);
});

it('wavelet shrinkage without noise, and with a threshold of 0, changes nothing', async () => {
  for (const transform of ['orthogonal', 'translation-invariant'])
    for (const rule of ['soft', 'hard'])
      expect(psnr(await denoise(waveletDenoise, { strength: 0, transform, rule }), noisy)).toBeGreaterThan(
        100,
      );
});

it('averaging over positions is better than one grid', async () => {
  const [many, one] = [
    await denoise(waveletDenoise, { transform: 'translation-invariant' }),
    await denoise(waveletDenoise, { transform: 'orthogonal' }),
  ];
  expect(psnr(many, truth)).toBeGreaterThan(psnr(one, truth) + 0.3);
});
