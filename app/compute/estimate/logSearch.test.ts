import { describe, expect, it } from 'vitest';
import { crossingOnLogScale, leastOnLogScale } from './logSearch.ts';

const range = { low: 1e-4, high: 1e2, start: 0.1, factor: 1.6, tolerance: 0.01 };

describe('leastOnLogScale', () => {
  it.each([2e-4, 0.01, 0.1, 0.37, 40])('finds the valley at %d in few evaluations', (best) => {
    let count = 0;
    const found = leastOnLogScale((x) => {
      count++;
      return (
        Math.cosh(Math.log(x / best)) + 0.3 * Math.exp(Math.log(x / best) / 2) - 0.15 * Math.log(x / best)
      );
    }, range);
    expect(Math.abs(found / best - 1)).toBeLessThan(0.01);
    expect(count).toBeLessThan(24);
  });

  it('goes to the end towards which the function falls', () => {
    expect(leastOnLogScale((x) => x, range)).toBe(1e-4);
    expect(leastOnLogScale((x) => -x, range)).toBe(1e2);
  });

  it('ends on a constant and on one that is not a number', () => {
    expect(leastOnLogScale(() => 1, range)).toBeCloseTo(0.1, 12);
    expect(leastOnLogScale(() => NaN, range)).toBeCloseTo(0.1, 12);
  });
});

describe('crossingOnLogScale', () => {
  it.each([2e-4, 0.01, 0.1, 0.37, 40])('finds the crossing at %d', (root) => {
    let count = 0;
    const found = crossingOnLogScale((x) => {
      count++;
      return x ** 1.5 / root ** 1.5 - 1;
    }, range);
    expect(Math.abs(found / root - 1)).toBeLessThan(0.01);
    expect(count).toBeLessThan(30);
  });

  it('gives an end of the range where nothing crosses', () => {
    expect(crossingOnLogScale(() => 1, range)).toBe(1e-4);
    expect(crossingOnLogScale(() => -1, range)).toBe(1e2);
  });
});
