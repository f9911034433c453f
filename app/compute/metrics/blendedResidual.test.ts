import { expect, test } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { seededRandom } from '../kernels/random.ts';
import { pairSums, summariseBlend } from './blendedResidual.ts';
import { createResidualStatistics } from './residual.ts';

/** Noise, smoothed along x by `tail`: coloured where that is not 0. */
function residualLike(seed: number, tail: number, level: number): Image {
  const random = seededRandom(seed);
  const image = createImage(48, 40, 3);
  for (let i = 0; i < image.data.length; i++)
    image.data[i] = tail * (image.data[i - 1] ?? 0) + level * random.normal();
  return image;
}

test('statistics of a blend are those of the blended residuals, and of the residuals at its ends', () => {
  const a = residualLike(1, 0, 0.03);
  const b = residualLike(2, 0.7, 0.05);
  const sums = pairSums(a, b);
  for (const share of [0, 0.13, 0.5, 0.8, 1]) {
    const blended = { ...a, data: a.data.map((value, i) => (1 - share) * value + share * (b.data[i] ?? 0)) };
    const direct = createResidualStatistics(10);
    direct.add(blended);
    const { rms, sigmas, colour, colouring } = direct.finish();
    const found = summariseBlend(sums, share, 10);
    expect(found.rms).toBeCloseTo(rms, 4);
    expect(found.sigmas).toBeCloseTo(sigmas ?? NaN, 5);
    expect(found.colour).toBeCloseTo(colour ?? NaN, 4);
    expect(found.colouring).toBe(colouring);
  }
  expect(summariseBlend(sums, 0, null)).toMatchObject({ sigmas: null, colouring: 'white' });
  expect(summariseBlend(sums, 1, null).colouring).toBe('coloured');
});

test('residuals of different sizes are refused', () => {
  expect(() => pairSums(createImage(4, 4, 1), createImage(4, 5, 1))).toThrow(RangeError);
});
