import { describe, expect, it } from 'vitest';
import type { Image, Mask } from '../image.ts';
import { bendingForce } from '../kernels/thinPlate.ts';
import { normalVector, uniform } from '../testing/random.ts';
import { PlateSpecks } from './plateSpecks.ts';

const everything = { low: -Infinity, high: Infinity };

function scattered(width: number, height: number, share: number): Mask {
  const random = uniform(5);
  const data = Uint8Array.from({ length: width * height }, () => (random() < share ? 255 : 0));
  return { width, height, data };
}

function solved(image: Image, mask: Mask, range = everything): PlateSpecks {
  const specks = new PlateSpecks(image, mask, range);
  for (let row = 0; row < mask.height; row += 7) specks.solveRows(row, Math.min(mask.height, row + 7));
  return specks;
}

describe('the plate on specks', () => {
  it.each([
    [40, 30, 0.05, 3],
    [60, 50, 0.12, 3],
    [31, 9, 0.1, 1],
    [6, 6, 0.3, 2],
  ])(
    'is at rest on %i × %i with a share of %f unknown, borders included',
    (width, height, share, channels) => {
      const mask = scattered(width, height, share);
      const image = { width, height, channels, data: normalVector(channels * width * height, 1) };
      const given = image.data.slice();
      const { rest, left } = solved(image, mask);
      expect(left).toBe(0);
      expect(rest.data.every((value) => value === 0)).toBe(true);
      const unknown = mask.data.map((value) => Number(value !== 0));
      const size = width * height;
      const force = new Float64Array(size);
      for (let c = 0; c < channels; c++) {
        const plane = Float64Array.from(image.data.subarray(c * size, (c + 1) * size));
        bendingForce(unknown, width, height, plane, force);
        expect(force.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(2e-5);
      }
      image.data.forEach((value, i) => {
        if (mask.data[i % size] === 0) expect(value).toBe(given[i]);
      });
    },
  );

  it('leaves alone what hangs together with many, and what known pixels do not decide', () => {
    const block = scattered(30, 30, 0);
    for (let y = 10; y < 18; y++) block.data.fill(1, 30 * y + 10, 30 * y + 18);
    block.data[32] = 1;
    const image = { width: 30, height: 30, channels: 1, data: normalVector(900, 2) };
    const given = image.data.slice();
    const { rest, left } = solved(image, block);
    expect(left).toBe(64);
    expect(rest.data.reduce((sum, value) => sum + Number(value !== 0), 0)).toBe(64);
    image.data.forEach((value, i) => {
      if (i === 32) expect(value).not.toBe(given[i]);
      else expect(value).toBe(given[i]);
    });
    const row = { width: 5, height: 5, data: new Uint8Array(25).fill(1, 5) };
    expect(solved({ width: 5, height: 5, channels: 1, data: normalVector(25, 3) }, row).left).toBe(20);
  });

  it('keeps values within the range', () => {
    const mask = scattered(40, 30, 0.05);
    const image = { width: 40, height: 30, channels: 1, data: normalVector(1200, 1) };
    const given = image.data.slice();
    solved(image, mask, { low: -0.1, high: 0.1 });
    for (const [i, value] of image.data.entries())
      if (mask.data[i] !== 0) expect(Math.abs(value)).toBeLessThanOrEqual(0.1 + 1e-6);
      else expect(value).toBe(given[i]);
  });
});
