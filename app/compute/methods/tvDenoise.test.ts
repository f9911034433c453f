import { describe, expect, it } from 'vitest';
import { tvStrength } from '../estimate/tvStrength.ts';
import { createImage, type Image } from '../image.ts';
import { normal } from '../testing/random.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { tvDenoise } from './tvDenoise.ts';

const clean = (x: number, y: number) =>
  0.4 + 0.3 * Math.sin(x / 17) * Math.cos(y / 13) + (Math.hypot(x - 90, y - 60) < 30 ? 0.25 : 0);

function scene(width: number, height: number, sigma: number, channels = 1): { truth: Image; noisy: Image } {
  const truth = createImage(width, height, channels);
  for (let i = 0; i < truth.data.length; i++)
    truth.data[i] = clean(i % width, Math.floor(i / width) % height);
  const next = normal(3);
  return { truth, noisy: { ...truth, data: truth.data.map((v) => v + sigma * next()) } };
}

function cut(image: Image, left: number, top: number, width: number, height: number): Image {
  const part = createImage(width, height, image.channels);
  for (let row = 0; row < height * image.channels; row++) {
    const from = (Math.floor(row / height) * image.height + top + (row % height)) * image.width + left;
    part.data.set(image.data.subarray(from, from + width), row * width);
  }
  return part;
}

const error = (a: Image, b: Image) =>
  a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0) / a.data.length;

async function denoise(image: Image, values: Record<string, number>) {
  return runToEnd(tvDenoise.bind(values).run({ image }, { seed: 0 }));
}

describe('tv-denoise', () => {
  it('chooses a strength whose error is close to the best one', async () => {
    const { truth, noisy } = scene(180, 130, 25 / 255);
    const { bound, chosen } = await tvDenoise.bind({}).resolve({ image: noisy }, { noise: 25 });
    expect(chosen.map(({ parameter }) => parameter)).toEqual(['noise', 'strength']);
    const { result } = await runToEnd(bound.run({ image: noisy }, { seed: 0 }));
    const errors = [];
    for (const ratio of [0.6, 0.9, 1.3, 2, 3])
      errors.push(error((await denoise(noisy, { noise: 25, strength: (ratio * 25) / 255 })).result, truth));
    expect(error(result, truth)).toBeLessThan(1.05 * Math.min(...errors));
    expect(error(result, truth)).toBeLessThan(0.1 * error(noisy, truth));
  });

  it.each(['sure', 'discrepancy', 'whiteness'])('says why it chose by %s', async (selection) => {
    const { noisy } = scene(40, 30, 0.1);
    const { bound, chosen } = await tvDenoise.bind({ selection }).resolve({ image: noisy }, { noise: 25.5 });
    expect(chosen.map(({ parameter }) => parameter)).toEqual(['noise', 'strength']);
    expect(chosen[1]!.reason).toMatch({ sure: /SURE/, discrepancy: /25\.5/, whiteness: /white/ }[selection]!);
    expect(bound.values.strength).toBe(chosen[1]!.value);
  });

  it('keeps the user’s own values', async () => {
    const { noisy } = scene(20, 20, 0.1);
    const { bound, chosen } = await tvDenoise
      .bind({ strength: 0.3, noise: 9 })
      .resolve({ image: noisy }, { noise: 25 });
    expect(bound.values).toMatchObject({ strength: 0.3, noise: 9 });
    expect(chosen).toEqual([]);
  });

  it('stops at the tolerance, having reported objective and bound', async () => {
    const { noisy } = scene(60, 40, 0.1, 3);
    const { progress } = await denoise(noisy, { strength: 0.1, noise: 25, tolerance: 1e-3 });
    const last = progress.at(-1)!;
    expect((last.objective! - last.dual!) / last.objective!).toBeLessThan(1e-3);
    expect(last.iteration).toBeLessThan(last.iterations);
  });

  it('gives in a tile what it gives in the whole, within 1/255', async () => {
    const { noisy } = scene(300, 200, 25 / 255);
    const values = { strength: 0.09, noise: 25 };
    const bound = tvDenoise.bind(values);
    if (bound.tiling.kind !== 'tiles') throw new Error('tv-denoise is tiled');
    const { halo } = bound.tiling;
    const whole = (await denoise(noisy, values)).result;
    const [left, top, side] = [100, 70, 60];
    const tile = (
      await denoise(cut(noisy, left - halo, top - halo, side + 2 * halo, side + 2 * halo), values)
    ).result;
    const difference = cut(tile, halo, halo, side, side).data.map((value, i) =>
      Math.abs(value - cut(whole, left, top, side, side).data[i]!),
    );
    expect(Math.max(...difference)).toBeLessThan(1 / 255);
  });

  it('runs on a single pixel and on a row', async () => {
    for (const [width, height] of [
      [1, 1],
      [9, 1],
      [1, 9],
    ] as const) {
      const { noisy } = scene(width, height, 0);
      const { result } = await denoise(noisy, { strength: 0.0001, noise: 0 });
      result.data.forEach((value, i) => {
        expect(value).toBeCloseTo(noisy.data[i]!, 3);
      });
    }
  });

  it('chooses next to nothing where there is no noise', () => {
    expect(tvStrength(scene(40, 30, 0).noisy, 0)).toBeLessThan(0.001);
  });
});
