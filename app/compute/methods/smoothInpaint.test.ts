import { describe, expect, it } from 'vitest';
import { createImage } from '../image.ts';
import type { Method } from '../method.ts';
import type { ParameterValues } from '../parameters.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { harmonicInpaint } from './harmonicInpaint.ts';
import { smoothedTvInpaint } from './smoothedTvInpaint.ts';
import { sobolevInpaint } from './sobolevInpaint.ts';

const [width, height] = [40, 30];
/** A hole in the middle, so many rows high. */
const holeOf = (rows: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return x > 12 && x < 28 && y > 8 && y <= 8 + rows ? 1 : 0;
  }),
});

async function fill(
  method: Method,
  value: (x: number, y: number) => number,
  values: ParameterValues,
  mask = holeOf(13),
) {
  const image = createImage(width, height, 3);
  for (let i = 0; i < image.data.length; i++)
    image.data[i] = value(i % width, Math.floor((i % (width * height)) / width));
  const damaged = {
    ...image,
    data: image.data.map((v, i) => (mask.data[i % mask.data.length] === 0 ? v : 0)),
  };
  const { result } = await runToEnd(method.bind(values).run({ image: damaged, mask }, { seed: 0 }));
  const worst = result.data.reduce((most, v, i) => Math.max(most, Math.abs(v - image.data[i]!)), 0);
  return { result, worst };
}

/** Harmonic for the five-point Laplacian. */
const saddle = (x: number, y: number) => 0.5 + ((x - 20) ** 2 - (y - 15) ** 2) / 2000 + x / 200;

describe.each(['conjugate-gradient', 'projected-gradient'])('sobolev-inpaint by %s', (solver) => {
  it('fills a harmonic function exactly', async () => {
    const { worst } = await fill(sobolevInpaint, saddle, { solver, iterations: 5000, tolerance: 1e-6 });
    expect(worst).toBeLessThan(2e-4);
  });

  it('agrees with the harmonic fill', async () => {
    const edge = (x: number, y: number) => (x + y > 34 ? 0.8 : 0.3);
    const { result } = await fill(sobolevInpaint, edge, { solver, iterations: 5000, tolerance: 1e-6 });
    const other = await fill(harmonicInpaint, edge, {});
    result.data.forEach((value, i) => {
      expect(value).toBeCloseTo(other.result.data[i]!, 3);
    });
  });
});

describe('smoothed-tv-inpaint', () => {
  const edge = (x: number) => (x > 20 ? 0.8 : 0.3);

  it('continues an edge that the harmonic fill smears', async () => {
    const { worst } = await fill(smoothedTvInpaint, edge, { iterations: 5000, epsilon: 1 }, holeOf(3));
    expect(worst).toBeLessThan(0.03);
    expect((await fill(harmonicInpaint, edge, {}, holeOf(3))).worst).toBeGreaterThan(0.15);
  });

  it('tends to the harmonic fill as ε grows', async () => {
    const { result } = await fill(smoothedTvInpaint, edge, { iterations: 3000, epsilon: 100 });
    const other = await fill(harmonicInpaint, edge, {});
    const largest = result.data.reduce(
      (most, v, i) => Math.max(most, Math.abs(v - other.result.data[i]!)),
      0,
    );
    expect(largest).toBeLessThan(0.06);
  });
});
