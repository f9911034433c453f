import { describe, expect, it } from 'vitest';
import { normalVector } from '../testing/random.ts';
import { clippedVariance } from './clippedNormal.ts';

describe('clippedVariance', () => {
  it.each([
    [9, 9],
    [1, 9],
    [0, 9],
    [2, 0.5],
    [1.5, 1.5],
  ])('agrees with samples for bounds −%d and %d', (below, above) => {
    const values = normalVector(400_000, 5).map((value) => Math.min(above, Math.max(-below, value)));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(clippedVariance(below, above)).toBeCloseTo(variance, 2);
  });
});
