import { describe, expect, it } from 'vitest';
import { DenseMatrix } from '../operators/denseMatrix.ts';
import { normalVector } from '../testing/random.ts';
import { errorCurves, lassoContestants, type Contestant, type ErrorCurve } from './errorCurves.ts';
import { lassoGap, lassoObjective, solveLasso } from './lasso.ts';
import { drawSignal } from './signals.ts';

const [m, n, weight] = [30, 60, 0.1];
const columns = normalVector(m * n, 1);
for (let j = 0; j < n; j++) {
  const column = columns.subarray(j * m, (j + 1) * m);
  const norm = Math.hypot(...column);
  column.forEach((value, i) => (column[i] = value / norm));
}
const dictionary = new DenseMatrix(m, columns);
const model = { dictionary, density: 0.1, weight };
const energy = (x: Float32Array): number => x.reduce((sum, value) => sum + value * value, 0);

describe('signals', () => {
  it('have the density, the variance and the noise that were asked for, by the seed alone', () => {
    let [nonzero, power, clean, noise] = [0, 0, 0, 0];
    for (let index = 0; index < 2000; index++) {
      const { code, data } = drawSignal(model, 20, 7, index);
      const image = new Float32Array(m);
      dictionary.apply(code, image);
      nonzero += code.filter((value) => value !== 0).length;
      power += energy(code);
      clean += energy(image);
      noise += energy(data.map((value, i) => value - image[i]!));
    }
    expect(nonzero / 2000 / n).toBeCloseTo(0.1, 2);
    expect(power / nonzero).toBeGreaterThan(0.95);
    expect(power / nonzero).toBeLessThan(1.05);
    expect(Math.abs(10 * Math.log10(clean / noise) - 20)).toBeLessThan(0.3);
    expect(drawSignal(model, 20, 7, 5)).toEqual(drawSignal(model, 20, 7, 5));
    expect(drawSignal(model, 20, 7, 5).code).not.toEqual(drawSignal(model, 20, 8, 5).code);
    // Noise comes after the code: its level changes nothing else.
    expect(drawSignal(model, null, 7, 5).code).toEqual(drawSignal(model, 20, 7, 5).code);
  });
});

describe('the lasso', () => {
  const { data } = drawSignal(model, null, 1, 0);
  const best = solveLasso(dictionary, data, weight);

  it('is solved to the gap, which bounds what is left to win', () => {
    expect(lassoGap(dictionary, data, weight, best)).toBeLessThanOrEqual(1e-6);
    const least = lassoObjective(dictionary, data, weight, best);
    for (let seed = 0; seed < 20; seed++) {
      const step = normalVector(n, seed);
      const near = best.map((value, i) => value + 0.02 * step[i]!);
      const value = lassoObjective(dictionary, data, weight, near);
      expect(value).toBeGreaterThan(least);
      expect(lassoGap(dictionary, data, weight, near)).toBeGreaterThanOrEqual((value - least) / value);
    }
  });

  it('is zero for data without correlation above µ', () => {
    expect(solveLasso(dictionary, new Float32Array(m), weight)).toEqual(new Float64Array(n));
  });
});

async function curvesOf(contestants: Contestant[], target: 'code' | 'lasso'): Promise<ErrorCurve[]> {
  const run = errorCurves(model, contestants, { target, snr: null, signals: 6, seed: 3 });
  const shares: number[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) {
      expect(shares.at(-1)).toBe(1);
      return value;
    }
    shares.push(value);
  }
}

describe('error curves', () => {
  it('fall to the lasso’s solution, FISTA’s before ISTA’s, and count all from zero', async () => {
    const [ista, fista] = await curvesOf(lassoContestants(dictionary, weight, 200), 'lasso');
    expect(ista!.error).toHaveLength(201);
    expect(ista!.error[0]).toBeCloseTo(1, 6);
    expect(fista!.error[40]).toBeLessThan(0.5 * ista!.error[40]!);
    expect(fista!.error[200]).toBeLessThan(1e-6);
    expect(Math.abs(fista!.excess![200]!)).toBeLessThan(1e-5);
    // ISTA descends at every step.
    for (let step = 1; step <= 200; step++)
      expect(ista!.excess![step]! - ista!.excess![step - 1]!).toBeLessThan(1e-6);
    expect(ista!.flopsPerStep).toBe(4 * m * n);
  });

  it('compare with the code itself where it is the target: an answer that knows it has no error', async () => {
    let signal = 0;
    const oracle: Contestant = {
      id: 'oracle',
      title: 'Oracle',
      steps: 1,
      flopsPerStep: 0,
      start: () => {
        const { code } = drawSignal(model, null, 3, signal++);
        let x = new Float32Array(n);
        return { step: () => ((x = code.slice()), {}), solution: () => x };
      },
    };
    const [curve] = await curvesOf([oracle], 'code');
    expect(curve!.error).toEqual([1, 0]);
    expect(curve!.excess).toBeNull();
  });
});
