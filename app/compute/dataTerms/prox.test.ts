import { describe, expect, it } from 'vitest';
import { Downsampling } from '../operators/downsampling.ts';
import { normalVector } from '../testing/random.ts';
import type { DataTerm } from './dataTerm.ts';
import { Downsampled } from './downsampled.ts';
import { Equality } from './equality.ts';
import { SquaredL2 } from './squaredL2.ts';

const mask = { width: 4, height: 4, data: Uint8Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? 1 : 0)) };
const decimation = new Downsampling({ width: 2, height: 2, channels: 1 }, 2);
const y = normalVector(16, 1);

const terms: Record<string, DataTerm> = {
  'squared distance': new SquaredL2(y),
  'equality at known pixels': new Equality(mask, y),
  'decimated distance': new Downsampled(decimation, y.slice(0, 4), false),
  'decimated equality': new Downsampled(decimation, y.slice(0, 4), true),
};

describe.each(Object.entries(terms))('prox of the %s', (name, term) => {
  const step = 0.7;
  const x = normalVector(16, 2);
  const u = new Float32Array(16);
  term.prox(x, step, u);
  const objective = (v: Float32Array) =>
    v.reduce((sum, value, i) => sum + (value - x[i]!) ** 2, 0) / 2 + step * term.value(v);

  it('beats every feasible point that a random search tries', () => {
    const best = objective(u);
    for (let seed = 3; seed < 300; seed++) {
      const scale = 10 ** (-3 * ((seed % 10) / 10));
      const move = normalVector(16, seed);
      const tried = u.map((value, i) => value + scale * move[i]!);
      if (name === 'decimated equality') {
        // Back onto the constraint, or the indicator would not count.
        const residual = new Float32Array(4);
        decimation.apply(tried, residual);
        for (let i = 0; i < 4; i++) residual[i] = y[i]! - residual[i]!;
        decimation.gramSolver(0)(residual);
        const back = new Float32Array(16);
        decimation.applyAdjoint(residual, back);
        tried.forEach((value, i) => (tried[i] = value + back[i]!));
      }
      if (name === 'equality at known pixels')
        tried.forEach((_, i) => (tried[i] = mask.data[i] === 0 ? y[i]! : tried[i]!));
      expect(objective(tried)).toBeGreaterThanOrEqual(best - 1e-5);
    }
  });

  it('may overwrite its argument', () => {
    const inPlace = x.slice();
    term.prox(inPlace, step, inPlace);
    for (let i = 0; i < 16; i++) expect(inPlace[i]).toBeCloseTo(u[i]!, 4);
  });
});

it('keeps A u = y exactly under the decimated equality', () => {
  const term = new Downsampled(decimation, y.slice(0, 4), true);
  const u = normalVector(16, 9);
  term.prox(u, 1, u);
  const out = new Float32Array(4);
  decimation.apply(u, out);
  for (let i = 0; i < 4; i++) expect(out[i]).toBeCloseTo(y[i]!, 5);
});
