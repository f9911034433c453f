import { describe, expect, it } from 'vitest';
import { createImage, type Image, plane } from '../image.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { convolveSeparable } from '../kernels/separable.ts';
import { uniform, withNoise } from '../testing/random.ts';
import { estimateBlur } from './blur.ts';

/** Disks of all sizes that hide one another have the spectrum of natural images ("dead leaves"). */
function leaves(side: number, channels: number): Image {
  const image = createImage(side, side, channels);
  const random = uniform(4);
  for (let leaf = 0; leaf < 3000; leaf++) {
    // Radii with density r⁻³, from 1.5 pixels.
    const radius = Math.min(side / 3, 1.5 / Math.sqrt(1 - random()));
    const [x0, y0] = [random() * side, random() * side];
    const shades = Array.from({ length: channels }, () => 0.1 + 0.8 * random());
    for (let y = Math.max(0, Math.ceil(y0 - radius)); y < Math.min(side, y0 + radius); y++)
      for (let x = Math.max(0, Math.ceil(x0 - radius)); x < Math.min(side, x0 + radius); x++)
        if (Math.hypot(x - x0, y - y0) < radius)
          for (const [channel, shade] of shades.entries()) plane(image, channel)[y * side + x] = shade;
  }
  return image;
}

function blurred(image: Image, sigma: number): Image {
  const result = createImage(image.width, image.height, image.channels);
  for (let channel = 0; channel < image.channels; channel++)
    convolveSeparable(
      plane(image, channel),
      image.width,
      image.height,
      gaussianWeights(sigma),
      plane(result, channel),
    );
  return result;
}

const grey = leaves(240, 1);
const colour = leaves(200, 3);

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
