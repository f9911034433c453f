import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { normalVector } from '../testing/random.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { bicubicUpscale } from './bicubicUpscale.ts';
import { lanczosUpscale } from './lanczosUpscale.ts';
import { tvUpscale } from './tvUpscale.ts';

const methods = [bicubicUpscale, lanczosUpscale, tvUpscale];

async function enlarge(
  method: (typeof methods)[number],
  image: Image,
  values: Record<string, number>,
  noise = 0,
) {
  const { bound } = await method.bind(values).resolve({ image }, { noise });
  const { result } = await runToEnd(bound.run({ image }, { seed: 0 }));
  return { result, model: bound.forwardModel({ image }), bound };
}

const distance = (a: Image, b: Image) =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);

function edges(width: number, height: number, channels: number): Image {
  const image = createImage(width, height, channels);
  for (let i = 0; i < image.data.length; i++)
    image.data[i] = (i % width) + 0.4 * Math.floor(i / width) < 0.7 * width ? 0.2 : 0.8;
  return image;
}

describe.each(methods)('$id', (method) => {
  it.each([2, 3, 4, 8])('enlarges a constant by %i to a constant', async (scale) => {
    const image = createImage(7, 5, 3);
    image.data.fill(0.3);
    const { result, bound } = await enlarge(method, image, { scale });
    expect([result.width, result.height, bound.scale]).toEqual([7 * scale, 5 * scale, scale]);
    for (const value of result.data) expect(value).toBeCloseTo(0.3, 5);
  });

  it('enlarges a single pixel and a row', async () => {
    for (const [width, height] of [
      [1, 1],
      [6, 1],
    ] as const) {
      const image = edges(width, height, 1);
      const { result } = await enlarge(method, image, { scale: 2 });
      for (const value of result.data) expect(value).toBeGreaterThan(0);
    }
  });

  it('projects on what the data determine: twice is once, and the measurement stays', async () => {
    const { model } = await enlarge(method, edges(8, 6, 1), { scale: 3 });
    const x = { ...createImage(24, 18, 1), data: normalVector(24 * 18, 1) };
    const once = model.projectOnRange!(x);
    expect(distance(model.projectOnRange!(once), once)).toBeLessThan(1e-4);
    expect(distance(model.apply(once), model.apply(x))).toBeLessThan(1e-4);
  });
});

describe('tv-upscale', () => {
  it('shrinks back to the photo exactly where there is no noise', async () => {
    const image = edges(20, 14, 3);
    const { result, model } = await enlarge(tvUpscale, image, { scale: 2 });
    expect(distance(model.apply(result), image)).toBeLessThan(1e-5);
    expect(model.noise).toBeNull();
  });

  it('varies less than bicubic interpolation that has been made consistent too', async () => {
    const image = edges(20, 14, 1);
    const { result, model } = await enlarge(tvUpscale, image, { scale: 2 });
    const { result: smooth } = await enlarge(bicubicUpscale, image, { scale: 2 });
    const range = model.projectOnRange!(result);
    const smoothRange = model.projectOnRange!(smooth);
    const consistent = {
      ...smooth,
      data: smooth.data.map((v, i) => v + range.data[i]! - smoothRange.data[i]!),
    };
    const variation = ({ data, width }: Image) =>
      data.reduce((sum, v, i) => sum + Math.hypot((data[i + 1] ?? v) - v, (data[i + width] ?? v) - v), 0);
    expect(variation(result)).toBeLessThan(variation(consistent));
  });

  it('allows for noise where there is some', async () => {
    const image = edges(40, 30, 1);
    const noise = normalVector(image.data.length, 2);
    const noisy = { ...image, data: image.data.map((v, i) => v + 0.08 * noise[i]!) };
    const { result, model, bound } = await enlarge(tvUpscale, noisy, { scale: 2 }, 20);
    expect(Number(bound.values['strength'])).toBeGreaterThan(0.005);
    const rms = (a: Image, b: Image) =>
      Math.sqrt(a.data.reduce((sum, v, i) => sum + (v - b.data[i]!) ** 2, 0) / a.data.length);
    expect(rms(model.apply(result), image)).toBeLessThan(0.6 * rms(noisy, image));
    expect(rms(model.apply(result), noisy)).toBeGreaterThan(0.04);
  });
});
