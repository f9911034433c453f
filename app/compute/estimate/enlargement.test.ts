import { describe, expect, it } from 'vitest';
import { deadLeaves } from '../deadLeaves.ts';
import { createImage, type Image } from '../image.ts';
import { bicubic, lanczos3, resample } from '../operators/resample.ts';
import { uniform, withNoise } from '../testing/random.ts';
import { blurred } from '../testing/blurred.ts';
import { estimateEnlargement } from './enlargement.ts';

const rounded = (image: Image): Image => ({
  ...image,
  data: image.data.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255),
});
const picture = deadLeaves(256, 1, uniform(4));

function enlarged(image: Image, factor: number, kernel = bicubic): Image {
  const side = Math.ceil(256 / factor);
  const small = resample(image, side, side, lanczos3);
  return rounded(resample(small, Math.round(side * factor), Math.round(side * factor), kernel));
}

describe('the estimate of an enlargement', () => {
  it.each([1.25, 1.5, 2, 2.6, 3, 4])('finds the factor %d', (factor) => {
    for (const kernel of [bicubic, lanczos3]) {
      const found = estimateEnlargement(enlarged(picture, factor, kernel)) ?? 0;
      expect(Math.abs(found / factor - 1)).toBeLessThan(0.015);
    }
  });

  it('finds it in colour and under a little noise', () => {
    expect(estimateEnlargement(enlarged(deadLeaves(256, 3, uniform(4)), 2))).toBeCloseTo(2, 1);
    expect(estimateEnlargement(rounded(withNoise(enlarged(picture, 2), 1, 5)))).toBeCloseTo(2, 1);
  });

  it('is not taken in by blur, noise or reduction', () => {
    for (const image of [
      picture,
      blurred(picture, 1),
      blurred(picture, 2),
      withNoise(picture, 10, 3),
      resample(picture, 200, 200, lanczos3),
    ])
      expect(estimateEnlargement(rounded(image))).toBe(1);
  });

  it('says nothing of what is too small or constant', () => {
    expect(estimateEnlargement(createImage(1, 1, 1))).toBeNull();
    expect(estimateEnlargement(createImage(400, 20, 3))).toBeNull();
    expect(estimateEnlargement(createImage(128, 128, 1))).toBeNull();
  });
});
