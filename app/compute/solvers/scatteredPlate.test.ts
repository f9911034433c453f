import { describe, expect, it } from 'vitest';
import { bendingForce } from '../kernels/thinPlate.ts';
import { normalVector, uniform } from '../testing/random.ts';
import { isScattered } from './plateMultigrid.ts';
import { ScatteredPlate } from './scatteredPlate.ts';

function scattered(width: number, height: number, share: number, seed: number) {
  const random = uniform(seed);
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, () => (random() < share ? 1 : 0)),
  };
}

function filled(mask: ReturnType<typeof scattered>, planes: Float32Array): Float32Array {
  const solver = new ScatteredPlate(mask, planes);
  for (let i = 0; i < 300 && (solver.step().criterion ?? 0) > 1e-7; i++);
  const result = planes.slice();
  solver.addTo(result);
  return result;
}

describe('the plate on scattered pixels', () => {
  it.each([
    [40, 30, 0.05, 3],
    [23, 37, 0.5, 3],
    [31, 9, 0.8, 1],
    [6, 6, 0.4, 2],
  ])(
    'is at rest on %i × %i with a share of %f unknown, borders included',
    (width, height, share, channels) => {
      const mask = scattered(width, height, share, 5);
      const size = width * height;
      const result = filled(mask, normalVector(channels * size, 1));
      const force = new Float64Array(size);
      for (let c = 0; c < channels; c++) {
        bendingForce(
          mask.data,
          width,
          height,
          Float64Array.from(result.subarray(c * size, (c + 1) * size)),
          force,
        );
        expect(force.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeLessThan(2e-4);
      }
    },
  );

  it('leaves known pixels as they are, and gives back a plane from any start', () => {
    const mask = scattered(30, 20, 0.6, 8);
    const truth = Float32Array.from(
      { length: 600 },
      (_, i) => 0.1 + 0.01 * (i % 30) - 0.02 * Math.floor(i / 30),
    );
    const start = truth.map((value, i) => (mask.data[i] === 0 ? value : 0.9));
    const result = filled(mask, start);
    result.forEach((value, i) => {
      if (mask.data[i] === 0) expect(value).toBe(truth[i]);
      else expect(value).toBeCloseTo(truth[i]!, 4);
    });
  });
});

it('calls scattered what has known pixels everywhere', () => {
  expect(isScattered(scattered(100, 100, 0.05, 1))).toBe(true);
  expect(isScattered(scattered(100, 100, 0.8, 1))).toBe(true);
  const hole = scattered(100, 100, 0, 1);
  for (let y = 30; y < 50; y++) hole.data.fill(1, 100 * y + 30, 100 * y + 50);
  expect(isScattered(hole)).toBe(false);
});
