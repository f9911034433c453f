import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { estimateBlur } from './blur.ts';

/** A disk whose edge is a step blurred by a Gaussian: the profile is the error function. */
function disk(sigma: number, noise = 0): Image {
  const image = createImage(160, 140, 3);
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < image.data.length; i++) {
    const pixel = i % (160 * 140);
    const distance = 45 - Math.hypot((pixel % 160) - 80, Math.floor(pixel / 160) - 70);
    const sum = random() + random() + random() + random() - 2;
    image.data[i] = 0.25 + 0.5 * cumulative(distance / sigma) + (noise / 255) * sum * Math.sqrt(3);
  }
  return image;
}

/** Of the normal distribution, by the logistic approximation's refinement (error below 0.0002). */
function cumulative(t: number): number {
  return 1 / (1 + Math.exp(-1.5976 * t - 0.07056 * t ** 3));
}

describe('the estimate of the blur', () => {
  it.each([1, 1.5, 2, 3, 4])('finds a Gaussian of σ %d at clean edges', (sigma) => {
    const found = estimateBlur(disk(sigma), 0) ?? 0;
    expect(Math.abs(found - sigma)).toBeLessThan(0.12 * sigma);
  });

  it.each([1, 2, 3])('finds a Gaussian of σ %d under noise', (sigma) => {
    const found = estimateBlur(disk(sigma, 8), 8) ?? 0;
    expect(Math.abs(found - sigma)).toBeLessThan(0.25 * sigma);
  });

  it('grows with the blur', () => {
    const found = [1, 2, 3, 4].map((sigma) => estimateBlur(disk(sigma), 0) ?? 0);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it('says nothing where there are no edges', () => {
    const flat = createImage(64, 64, 1);
    flat.data.forEach((_, i) => (flat.data[i] = 0.2 + (i % 64) / 200));
    expect(estimateBlur(flat, 1)).toBeNull();
    expect(estimateBlur(createImage(1, 1, 1), 0)).toBeNull();
  });
});
