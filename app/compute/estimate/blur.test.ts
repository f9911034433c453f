import { describe, expect, it } from 'vitest';
import { deadLeaves } from '../deadLeaves.ts';
import { createImage, type Image } from '../image.ts';
import { blurred } from '../testing/blurred.ts';
import { uniform, withNoise } from '../testing/random.ts';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import type { PsfSpec } from '../parameters.ts';
import { estimateBlur, measureBlur } from './blur.ts';

const grey = deadLeaves(240, 1, uniform(4));
const colour = deadLeaves(200, 3, uniform(4));

/** A grey image under a point spread function. */
function convolved(image: Image, psf: PsfSpec): Image {
  const result = createImage(image.width, image.height, 1);
  new Convolution(image.width, image.height, samplePsf(psf), 'reflect').apply(image.data, result.data);
  return result;
}

describe('the estimate of the blur', () => {
  it.each([1, 1.5, 2, 3, 4])('finds a Gaussian of σ %d', (sigma) => {
    for (const image of [grey, colour]) {
      const found = estimateBlur(blurred(image, sigma), 0) ?? 0;
      expect(Math.abs(found / sigma - 1)).toBeLessThan(0.15);
    }
  });

  it.each([1, 2, 3])('finds a Gaussian of σ %d under noise', (sigma) => {
    const found = estimateBlur(withNoise(blurred(grey, sigma), 4, 3), 4) ?? 0;
    expect(Math.abs(found / sigma - 1)).toBeLessThan(0.25);
  });

  it.each([
    ['a Gaussian', { kind: 'gaussian', sigma: 1.5 }, true],
    ['a defocus', { kind: 'disk', radius: 3 }, false],
    ['a shake', { kind: 'motion', length: 9, degrees: 30 }, false],
  ] as const)('tells the shape of %s', (_name, psf, gaussian) => {
    expect(measureBlur(convolved(grey, psf), 0).gaussian).toBe(gaussian);
  });

  it('reads little in what is sharp', () => {
    expect(estimateBlur(grey, 0)).toBeLessThan(0.5);
    expect(estimateBlur(withNoise(grey, 10, 3), 10)).toBeLessThan(0.6);
  });

  it('says nothing where nothing rises above the noise', () => {
    const flat = createImage(64, 64, 1);
    flat.data.fill(0.5);
    expect(estimateBlur(flat, 0)).toBeNull();
    expect(estimateBlur(withNoise(flat, 10, 3), 10)).toBeNull();
    expect(estimateBlur(createImage(1, 1, 1), 0)).toBeNull();
    expect(estimateBlur(createImage(500, 3, 3), 0)).toBeNull();
  });
});
