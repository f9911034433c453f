import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { syntheticPicture, withNoise } from '../testing/random.ts';
import { estimateNoise, measureNoise } from './noise.ts';

describe('estimateNoise', () => {
  it.each([
    [2, 1],
    [10, 1],
    [25, 1],
    [10, 3],
    [40, 3],
  ])('finds noise of %d levels in %i channels', (sigma, channels) => {
    const image = withNoise(syntheticPicture(240, 200, channels), sigma, 11);
    expect(Math.abs(estimateNoise(image) - sigma)).toBeLessThan(0.5 + 0.03 * sigma);
  });

  it.each([
    [1, 1],
    [1, 500],
    [8, 8],
    [60, 60],
  ])('is 0 for a constant image of %i × %i', (width, height) => {
    const image = createImage(width, height, 3);
    image.data.fill(0.3);
    expect(estimateNoise(image)).toBe(0);
  });

  it('does not give up on an image that is clipped everywhere', () => {
    const image = withNoise(createImage(200, 200, 1), 25, 13);
    const clipped = { ...image, data: image.data.map((value) => Math.max(0, value)) };
    expect(estimateNoise(clipped)).toBeGreaterThan(10);
  });

  it.each([25, 50])('sees through clipping at noise %d', (sigma) => {
    const picture = syntheticPicture(300, 240, 3);
    const noisy = withNoise({ ...picture, data: picture.data.map((value) => 0.2 + 0.7 * value) }, sigma, 13);
    const clipped = { ...noisy, data: noisy.data.map((value) => Math.min(1, Math.max(0, value))) };
    expect(Math.abs(estimateNoise(clipped) / sigma - 1)).toBeLessThan(0.05);
  });

  it('calls white noise white, and not that which JPEG or an enlargement has smoothed', async () => {
    const noisy = withNoise(syntheticPicture(240, 200, 1), 15, 14);
    expect(measureNoise(noisy).white).toBe(true);
    const bytes = Buffer.from(noisy.data.map((value) => Math.round(255 * Math.min(1, Math.max(0, value)))));
    const raw = () => sharp(bytes, { raw: { width: 240, height: 200, channels: 1 } });
    const jpeg = await raw().jpeg({ quality: 60 }).toBuffer();
    expect(measureNoise(await decoded(sharp(jpeg))).white).not.toBe(true);
    expect(measureNoise(await decoded(raw().resize(480, 400))).white).not.toBe(true);
    expect(measureNoise(createImage(200, 200, 1))).toEqual({ noise: 0, white: null });
  });

  it('is not misled by a flat border', () => {
    const image = withNoise(syntheticPicture(240, 400, 1), 10, 12);
    image.data.fill(1, 0, 240 * 200);
    expect(Math.abs(estimateNoise(image) - 10)).toBeLessThan(1);
  });
});

async function decoded(picture: Sharp): Promise<Image> {
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    channels: 1,
    data: Float32Array.from(data, (v) => v / 255),
  };
}
