import { describe, expect, it } from 'vitest';
import { createImage } from '../image.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { estimateNoise } from './noise.ts';
import { symmetricEigenvalues } from './symmetricEigenvalues.ts';

describe('symmetricEigenvalues', () => {
  it('finds the eigenvalues of a second difference', () => {
    const n = 12;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
    }
    symmetricEigenvalues(matrix, n).forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
    });
  });

  it('keeps the trace and the sum of squares of a random matrix', () => {
    const n = 40;
    const half = normalVector(n * n, 2);
    const matrix = Float64Array.from({ length: n * n }, (_, i) => {
      const [row, column] = [Math.floor(i / n), i % n];
      return half[row * n + column]! + half[column * n + row]!;
    });
    const trace = matrix.reduce((sum, value, i) => sum + (i % (n + 1) === 0 ? value : 0), 0);
    const squares = matrix.reduce((sum, value) => sum + value * value, 0);
    const eigenvalues = symmetricEigenvalues(matrix, n);
    expect(eigenvalues.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 9);
    expect(eigenvalues.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(squares, 8);
    expect([...eigenvalues]).toEqual([...eigenvalues].sort((a, b) => a - b));
  });

  it('survives zero and diagonal matrices', () => {
    expect([...symmetricEigenvalues(new Float64Array(9), 3)]).toEqual([0, 0, 0]);
    expect([...symmetricEigenvalues(Float64Array.of(3, 0, 0, 1), 2)]).toEqual([1, 3]);
  });
});

describe('estimateNoise', () => {
  it.each([
    [2, 1],
    [10, 1],
    [25, 1],
    [10, 3],
    [40, 3],
  ])('finds noise of %d levels in %i channels', (sigma, channels) => {
    const image = withNoise(syntheticPicture(240, 200, channels), sigma, 11);
    expect(Math.abs(estimateNoise(image) - sigma)).toBeLessThan(0.5 + 0.03 * sigma);
  });

  it.each([
    [1, 1],
    [1, 500],
    [8, 8],
    [60, 60],
  ])('is 0 for a constant image of %i × %i', (width, height) => {
    const image = createImage(width, height, 3);
    image.data.fill(0.3);
    expect(estimateNoise(image)).toBe(0);
  });

  it('does not give up on an image that is clipped everywhere', () => {
    const image = withNoise(createImage(200, 200, 1), 25, 13);
    const clipped = { ...image, data: image.data.map((value) => Math.max(0, value)) };
    expect(estimateNoise(clipped)).toBeGreaterThan(10);
  });

  it('is not misled by a flat border', () => {
    const image = withNoise(syntheticPicture(240, 400, 1), 10, 12);
    image.data.fill(1, 0, 240 * 200);
    expect(Math.abs(estimateNoise(image) - 10)).toBeLessThan(1);
  });
});
