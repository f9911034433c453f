import { describe, expect, it } from 'vitest';
import { createImage, type Image, type Mask } from '../image.ts';
import { normalVector, uniform } from '../testing/random.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { biharmonicInpaint } from './biharmonicInpaint.ts';
import { harmonicInpaint } from './harmonicInpaint.ts';
import { tvInpaint } from './tvInpaint.ts';

const methods = [harmonicInpaint, biharmonicInpaint, tvInpaint];

function imageOf(width: number, height: number, value: (x: number, y: number) => number): Image {
  const image = createImage(width, height, 1);
  for (let i = 0; i < image.data.length; i++) image.data[i] = value(i % width, Math.floor(i / width));
  return image;
}

function maskOf(width: number, height: number, unknown: (x: number, y: number) => boolean): Mask {
  const mask = { width, height, data: new Uint8Array(width * height) };
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = unknown(i % width, Math.floor(i / width)) ? 1 : 0;
  return mask;
}

const inside = (x: number, y: number) => x > 7 && x < 30 && y > 5 && y < 21;

async function fill(method: (typeof methods)[number], image: Image, mask: Mask) {
  const damaged = {
    ...image,
    data: image.data.map((v, i) => (mask.data[i % mask.data.length] === 0 ? v : 0.123)),
  };
  const { result, progress } = await runToEnd(method.bind({}).run({ image: damaged, mask }, { seed: 0 }));
  return { damaged, result, progress };
}

function farthest(a: Image, b: Image): number {
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
}

describe.each(methods)('$id', (method) => {
  it('leaves known pixels as they are bit for bit, in every channel', async () => {
    const image = { ...createImage(23, 17, 3), data: normalVector(23 * 17 * 3, 1) };
    const next = uniform(2);
    const mask = maskOf(23, 17, () => next() < 0.8);
    const { damaged, result, progress } = await fill(method, image, mask);
    const bits = new Uint32Array(result.data.buffer);
    new Uint32Array(damaged.data.buffer).forEach((expected, i) => {
      if (mask.data[i % mask.data.length] === 0) expect(bits[i]).toBe(expected);
    });
    expect(progress.length).toBeGreaterThan(0);
    for (const value of result.data) expect(Number.isFinite(value)).toBe(true);
  });

  it('returns a copy where nothing is masked', async () => {
    const image = imageOf(6, 4, (x, y) => x * y);
    const { result } = await fill(
      method,
      image,
      maskOf(6, 4, () => false),
    );
    expect(result.data).toEqual(image.data);
    expect(result.data).not.toBe(image.data);
  });

  it('says so where everything is masked', async () => {
    await expect(
      fill(
        method,
        createImage(5, 4, 1),
        maskOf(5, 4, () => true),
      ),
    ).rejects.toThrow(/everything is masked; leave some/);
  });

  it('refuses a mask of another size', async () => {
    await expect(
      fill(
        method,
        createImage(5, 4, 1),
        maskOf(4, 5, () => false),
      ),
    ).rejects.toThrow(/4×5/);
  });

  it.each([
    [40, 1],
    [1, 40],
    [3, 2],
  ])('fills a constant in a %i×%i image, from one known pixel as from many', async (width, height) => {
    const image = imageOf(width, height, () => 0.6);
    const one = maskOf(width, height, (x, y) => x + y !== 2);
    const some = maskOf(width, height, (x, y) => (x + y) % 5 < 3 && x + y > 0);
    for (const mask of [one, some]) {
      const { result } = await fill(method, image, mask);
      expect(farthest(result, image)).toBeLessThan(1e-5);
    }
  });

  it('fills holes at the border within the range of colours', async () => {
    const image = imageOf(30, 20, (x, y) => 0.5 + 0.5 * Math.sin(x * y));
    const { result } = await fill(
      method,
      image,
      maskOf(30, 20, (x, y) => x > 14 || y < 3),
    );
    for (const value of result.data) {
      expect(value).toBeGreaterThanOrEqual(-1e-6);
      expect(value).toBeLessThanOrEqual(1 + 1e-6);
    }
  });
});

describe('harmonic-inpaint', () => {
  it.each([
    ['x y', (x: number, y: number) => 0.001 * x * y],
    ['x² − y²', (x: number, y: number) => 0.5 + 0.0004 * (x * x - y * y)],
    ['x³ − 3 x y²', (x: number, y: number) => 0.5 + 0.00001 * (x ** 3 - 3 * x * y * y)],
  ])('restores the harmonic function %s', async (_name, value) => {
    const image = imageOf(40, 28, value);
    const { result } = await fill(harmonicInpaint, image, maskOf(40, 28, inside));
    expect(farthest(result, image)).toBeLessThan(1e-5);
  });

  it('lowers its energy at every iteration where the hole is thick', async () => {
    const image = imageOf(150, 140, (x, y) => 0.5 + 0.5 * Math.sin(x + y * y));
    const mask = maskOf(150, 140, (x, y) => x > 9 && x < 130 && y > 9 && y < 130);
    const { progress } = await fill(harmonicInpaint, image, mask);
    const energies = progress.flatMap(({ objective }) => objective ?? []);
    expect(energies.length).toBeGreaterThan(3);
    energies.slice(1).forEach((energy, i) => {
      expect(energy).toBeLessThanOrEqual(energies[i]! + 1e-9);
    });
  });
});

describe('biharmonic-inpaint', () => {
  it.each([
    ['a quadratic', (x: number, y: number) => 0.2 + 0.0004 * (x * x + 2 * x * y - y * y) + 0.003 * y],
    ['a cubic', (x: number, y: number) => 0.4 + 0.00001 * (x ** 3 - 20 * x * y + 2 * y * y * x - y ** 3)],
  ])('restores %s away from the border', async (_name, value) => {
    const image = imageOf(40, 28, value);
    const { result } = await fill(biharmonicInpaint, image, maskOf(40, 28, inside));
    expect(farthest(result, image)).toBeLessThan(1e-4);
  });

  it('continues a plane up to and along the border', async () => {
    const image = imageOf(40, 28, (x, y) => 0.1 + 0.01 * x + 0.012 * y);
    const { result } = await fill(
      biharmonicInpaint,
      image,
      maskOf(40, 28, (x, y) => x < 9 || y > 24),
    );
    expect(farthest(result, image)).toBeLessThan(1e-4);
  });
});

describe('tv-inpaint', () => {
  it('continues an edge straight across a narrow hole', async () => {
    const image = imageOf(40, 28, (_x, y) => (y < 14 ? 0.2 : 0.8));
    const mask = maskOf(40, 28, (x) => x > 16 && x < 23);
    const { result } = await fill(tvInpaint, image, mask);
    expect(farthest(result, image)).toBeLessThan(0.02);
    const harmonic = await fill(harmonicInpaint, image, mask);
    expect(farthest(harmonic.result, image)).toBeGreaterThan(0.1);
  });
});
