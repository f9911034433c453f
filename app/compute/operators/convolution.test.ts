import { describe, expect, it } from 'vitest';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { reflectedIndices, wrappedIndices } from '../kernels/reflect.ts';
import { convolveSeparable } from '../kernels/separable.ts';
import type { PsfSpec } from '../parameters.ts';
import { adjointDefect, linearityDefect } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { Convolution, type Boundary } from './convolution.ts';
import { originOf, samplePsf, type Psf } from './psf.ts';

const lopsided: PsfSpec = {
  kind: 'matrix',
  width: 4,
  height: 3,
  data: [1, 0, 2, 5, 0, 3, 1, 0, 4, 0, 0, 1],
  name: 'lopsided',
};
/** Not an outer product, and of more taps than are summed one by one. */
const wide: PsfSpec = {
  kind: 'matrix',
  width: 12,
  height: 13,
  data: Array.from({ length: 156 }, (_, i) => 1 + Math.sin(i * i)),
  name: 'wide',
};
const sizes = [
  [70, 40],
  [20, 15],
  [7, 13],
  [1, 1],
  [1, 9],
  [9, 1],
] as const;
const boundaries: Boundary[] = ['reflect', 'periodic'];

/** The definition: out(x) = Σ k(t) in(x − t). */
function naive(x: Float32Array, width: number, height: number, psf: Psf, boundary: Boundary): Float32Array {
  const grow = boundary === 'reflect' ? reflectedIndices : wrappedIndices;
  const reach = 50;
  const [columns, rows] = [grow(width, reach), grow(height, reach)];
  const origin = originOf(psf);
  return x.map((_, i) => {
    let sum = 0;
    psf.data.forEach((weight, k) => {
      const row = rows[Math.floor(i / width) - Math.floor(k / psf.width) + origin.y + reach]!;
      const column = columns[(i % width) - (k % psf.width) + origin.x + reach]!;
      sum += weight * x[row * width + column]!;
    });
    return sum;
  });
}

describe.each(boundaries)('convolution, %s', (boundary) => {
  it.each(sizes)('equals the definition on %i × %i', (width, height) => {
    const x = normalVector(width * height, 1);
    const out = new Float32Array(x.length);
    for (const spec of [
      lopsided,
      { kind: 'gaussian', sigma: 1.2 } as const,
      { kind: 'box', size: 1 } as const,
      wide,
    ]) {
      const psf = samplePsf(spec);
      new Convolution(width, height, psf, boundary).apply(x, out);
      const expected = naive(x, width, height, psf, boundary);
      for (let i = 0; i < x.length; i++) expect(out[i]).toBeCloseTo(expected[i]!, 5);
    }
  });

  it.each(sizes)('is linear with an exact adjoint on %i × %i', (width, height) => {
    for (const spec of [lopsided, wide]) {
      const operator = new Convolution(width, height, samplePsf(spec), boundary);
      expect(adjointDefect(operator, 7)).toBeLessThan(1e-6);
      expect(linearityDefect(operator, 8)).toBeLessThan(1e-5);
    }
  });

  it('keeps a constant', () => {
    const operator = new Convolution(20, 15, samplePsf(lopsided), boundary);
    const out = new Float32Array(300);
    operator.apply(new Float32Array(300).fill(0.7), out);
    for (const value of out) expect(value).toBeCloseTo(0.7, 6);
  });
});

describe('convolveSeparable', () => {
  it.each(sizes)('equals convolution with the Gaussian PSF on %i × %i', (width, height) => {
    const x = normalVector(width * height, 3);
    const [expected, actual] = [new Float32Array(x.length), new Float32Array(x.length)];
    new Convolution(width, height, samplePsf({ kind: 'gaussian', sigma: 1.5 }), 'reflect').apply(x, expected);
    convolveSeparable(x, width, height, gaussianWeights(1.5), actual);
    for (let i = 0; i < x.length; i++) expect(actual[i]).toBeCloseTo(expected[i]!, 5);
  });
});
