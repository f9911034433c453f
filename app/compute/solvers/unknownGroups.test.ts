import { describe, expect, it } from 'vitest';
import type { Image, Mask } from '../image.ts';
import { applyDirichletLaplacian } from '../kernels/graphLaplacian.ts';
import { membraneStencil } from '../kernels/membraneStencil.ts';
import { plateStencil } from '../kernels/plateStencil.ts';
import { bendingForce } from '../kernels/thinPlate.ts';
import { normalVector, uniform } from '../testing/random.ts';
import { UnknownGroups } from './unknownGroups.ts';

const everything = { low: -Infinity, high: Infinity };

function scattered(width: number, height: number, share: number): Mask {
  const random = uniform(5);
  const data = Uint8Array.from({ length: width * height }, () => (random() < share ? 255 : 0));
  return { width, height, data };
}

/** A slanted scratch, a ring and a block at the border, which touch. */
function scratched(width: number, height: number): Mask {
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    const ring = Math.abs(Math.hypot(x - width / 2, y - height / 2) - height / 3) < 2;
    return Math.abs(x - 5 - y / 3) < 3 || ring || (x > width - 9 && y < 12) ? 1 : 0;
  });
  return { width, height, data };
}

function solved(image: Image, mask: Mask, stencilAt = plateStencil, range = everything): UnknownGroups {
  const groups = new UnknownGroups(image, mask, stencilAt, range);
  Array.from(groups.solve());
  return groups;
}

describe.each([
  ['plate', plateStencil, bendingForce],
  ['membrane', membraneStencil, applyDirichletLaplacian],
] as const)('the %s', (_name, stencilAt, forceOf) => {
  it.each([
    ['specks', scattered(40, 30, 0.05), 3],
    ['many specks', scattered(60, 50, 0.12), 3],
    ['a narrow picture', scattered(31, 9, 0.1), 1],
    ['a small one', scattered(6, 6, 0.3), 2],
    ['shapes', scratched(90, 70), 3],
  ])('is at rest on %s, borders included', (_what, mask, channels) => {
    const { width, height } = mask;
    const size = width * height;
    const image = { width, height, channels, data: normalVector(channels * size, 1) };
    const given = image.data.slice();
    const { rest, left } = solved(image, mask, stencilAt);
    expect(left).toBe(0);
    expect(rest.data.every((value) => value === 0)).toBe(true);
    const unknown = mask.data.map((value) => Number(value !== 0));
    const force = new Float64Array(size);
    const largest = given.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let c = 0; c < channels; c++) {
      const plane = Float64Array.from(image.data.subarray(c * size, (c + 1) * size));
      forceOf(unknown, width, height, plane, force);
      expect(force.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(1e-5 * largest);
    }
    const known = (values: Float32Array) => values.filter((_, i) => mask.data[i % size] === 0);
    expect(known(image.data)).toEqual(known(given));
  });
});

it('leaves alone what is thick, and what known pixels do not decide', () => {
  const block = scattered(120, 120, 0);
  for (let y = 15; y < 105; y++) block.data.fill(1, 120 * y + 15, 120 * y + 105);
  block.data[122] = 1;
  const image = { width: 120, height: 120, channels: 1, data: normalVector(14400, 2) };
  const given = image.data.slice();
  const { rest, left } = solved(image, block);
  expect(left).toBe(8100);
  expect(rest.data.reduce((sum, value) => sum + Number(value !== 0), 0)).toBe(8100);
  expect([...image.data.keys()].filter((i) => image.data[i] !== given[i])).toEqual([122]);
  const row = { width: 5, height: 5, data: new Uint8Array(25).fill(1, 5) };
  expect(solved({ width: 5, height: 5, channels: 1, data: normalVector(25, 3) }, row).left).toBe(20);
});

it('keeps values within the range', () => {
  const mask = scattered(40, 30, 0.05);
  const image = { width: 40, height: 30, channels: 1, data: normalVector(1200, 1) };
  const given = image.data.slice();
  solved(image, mask, plateStencil, { low: -0.1, high: 0.1 });
  for (const [i, value] of image.data.entries())
    if (mask.data[i] !== 0) expect(Math.abs(value)).toBeLessThanOrEqual(0.1 + 1e-6);
    else expect(value).toBe(given[i]);
});
