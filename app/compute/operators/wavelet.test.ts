import { describe, expect, it } from 'vitest';
import { hardThreshold, softThreshold } from '../kernels/wavelet.ts';
import { adjointDefect, dot, linearityDefect } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { TranslationInvariantTransform } from './undecimatedWavelet.ts';
import { DecimatedTransform, type WaveletTransform } from './wavelet.ts';
import { frameBounds, waveletNames, wavelets } from './waveletFilters.ts';

const transforms = { decimated: DecimatedTransform, undecimated: TranslationInvariantTransform };
const norm = (x: Float32Array) => Math.sqrt(dot(x, x));
const planes = (width: number, height: number, channels = 1) => ({ width, height, channels });

function analysed(transform: WaveletTransform, x: Float32Array): Float32Array {
  const out = new Float32Array(transform.outputSize);
  transform.apply(x, out);
  return out;
}

function reconstructed(transform: WaveletTransform, coefficients: Float32Array): Float32Array {
  const out = new Float32Array(transform.inputSize);
  transform.reconstruct(coefficients, out);
  return out;
}

const worst = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each(waveletNames)('filters of %s', (name) => {
  const { analysis, synthesis, orthogonal, vanishingMoments } = wavelets[name];
  const moment = (order: number) =>
    analysis.high.taps.reduce((sum, tap, j) => sum + tap * (analysis.high.origin + j) ** order, 0);

  it('are orthonormal, or biorthonormal, under shifts by two', () => {
    if (orthogonal) expect(synthesis).toEqual(analysis);
    for (const [a, b, expected] of [
      [analysis.low, synthesis.low, 1],
      [analysis.high, synthesis.high, 1],
      [analysis.low, synthesis.high, 0],
      [analysis.high, synthesis.low, 0],
    ] as const)
      for (let shift = -8; shift <= 8; shift += 2) {
        const product = a.taps.reduce(
          (sum, tap, j) => sum + tap * (b.taps[a.origin + j + shift - b.origin] ?? 0),
          0,
        );
        expect(product).toBeCloseTo(shift === 0 ? expected : 0, 11);
      }
  });

  it('have their vanishing moments, and no more', () => {
    for (let order = 0; order < vanishingMoments; order++) expect(moment(order)).toBeCloseTo(0, 8);
    expect(Math.abs(moment(vanishingMoments))).toBeGreaterThan(0.1);
    expect(analysis.low.taps.reduce((a, b) => a + b, 0)).toBeCloseTo(Math.SQRT2, 11);
  });
});

it('counts moments as the literature does', () => {
  expect(waveletNames.map((name) => wavelets[name].vanishingMoments)).toEqual([1, 2, 4, 4]);
  expect(wavelets.cdf97.analysis.low.taps).toHaveLength(9);
  expect(wavelets.cdf97.analysis.high.taps).toHaveLength(7);
});

describe.each(Object.entries(transforms))('the %s transform', (kind, Transform) => {
  describe.each(waveletNames)('with %s', (name) => {
    it.each([
      [16, 24, 'periodic'],
      [13, 7, 'periodic'],
      [29, 18, 'reflect'],
      [1, 9, 'reflect'],
      [9, 1, 'reflect'],
      [1, 1, 'reflect'],
    ] as const)('on %i × %i, %s, has its exact adjoint and reconstructs', (width, height, boundary) => {
      const transform = new Transform(planes(width, height, 2), name, 3, boundary);
      for (const seed of [1, 5]) {
        expect(adjointDefect(transform, seed)).toBeLessThan(2e-6);
        expect(linearityDefect(transform, seed)).toBeLessThan(1e-5);
      }
      const x = normalVector(transform.inputSize, 3);
      const coefficients = analysed(transform, x);
      expect(worst(reconstructed(transform, coefficients), x)).toBeLessThan(2e-5);
      expect(norm(coefficients) ** 2).toBeLessThanOrEqual(transform.normSquared * norm(x) ** 2 * (1 + 1e-5));
    });

    it('keeps energy between its frame bounds, which one level attains', () => {
      const transform = new Transform(planes(32, 32), name, 1, 'periodic');
      const { lower, upper } = transform.bounds;
      const normal = (x: Float32Array) => {
        const back = new Float32Array(x.length);
        transform.applyAdjoint(analysed(transform, x), back);
        return back;
      };
      /** The Rayleigh quotient after power iteration. */
      const extreme = (times: (x: Float32Array) => Float32Array) => {
        let x = normalVector(transform.inputSize, 8);
        for (let i = 0; i < 200; i++) {
          const next = times(x);
          const length = norm(next);
          x = next.map((value) => value / length);
        }
        return dot(x, normal(x));
      };
      const largest = extreme(normal);
      const least = extreme((x) => {
        const image = normal(x);
        return x.map((value, i) => (upper + 1e-3) * value - image[i]!);
      });
      expect(largest).toBeLessThanOrEqual(upper * (1 + 1e-5));
      expect(least).toBeGreaterThanOrEqual(lower * (1 - 1e-5));
      expect(largest).toBeGreaterThan(0.99 * upper);
      expect(least).toBeLessThan(1.01 * lower);
    });

    it('has no details of a polynomial that the wavelet does not see', () => {
      const transform = new Transform(planes(128, 128), name, 2, 'periodic');
      const degree = wavelets[name].vanishingMoments - 1;
      const shape = (x: number, y: number) => ((x - 64) / 64) ** degree - 0.5 * ((y - 64) / 64) ** degree;
      const x = Float32Array.from({ length: 128 * 128 }, (_, i) => shape(i % 128, Math.floor(i / 128)));
      const coefficients = analysed(transform, x);
      // Away from where the plane wraps around.
      const inside = (at: number) => {
        const place = at % (128 * 128);
        const [column, row] = [place % 128, Math.floor(place / 128)];
        return kind === 'decimated'
          ? column > 76 && column < 112 && row > 20 && row < 44
          : column > 40 && column < 88 && row > 40 && row < 88;
      };
      for (const { at, length, level } of transform.details())
        if (level === 1)
          for (let i = at; i < at + length; i++)
            if (inside(i)) expect(Math.abs(coefficients[i]!)).toBeLessThan(2e-6);
    });

    it('tells the deviation of its details under white noise', () => {
      const transform = new Transform(planes(128, 128), name, 3, 'periodic');
      const sums = new Map<string, { squares: number; count: number }>();
      const coefficients = analysed(transform, normalVector(128 * 128, 11));
      let details = 0;
      for (const { at, length, level, gain } of transform.details()) {
        const key = `${level} ${gain}`;
        const sum = sums.get(key) ?? { squares: 0, count: 0 };
        const run = coefficients.subarray(at, at + length);
        sum.squares += dot(run, run) / gain ** 2;
        sum.count += length;
        sums.set(key, sum);
        details += length;
      }
      for (const { squares, count } of sums.values()) expect(squares / count).toBeCloseTo(1, 0);
      const approximation = kind === 'decimated' ? 16 * 16 : 128 * 128;
      expect(details).toBe(transform.outputSize - approximation);
    });
  });
});

describe('the undecimated transform', () => {
  it('moves with the image', () => {
    const transform = new TranslationInvariantTransform(planes(32, 16), 'daubechies8', 2, 'periodic');
    const x = normalVector(512, 2);
    const moved = x.map((_, i) => x[i - (i % 32) + ((i + 5) % 32)]!);
    const expected = analysed(transform, x).map((_, i, all) => all[i - (i % 32) + ((i + 5) % 32)]!);
    expect(worst(analysed(transform, moved), expected)).toBeLessThan(1e-5);
  });

  it('holds the coefficients of the decimated one, by 2^level smaller', () => {
    const size = planes(16, 16);
    const x = normalVector(256, 6);
    const dense = analysed(new TranslationInvariantTransform(size, 'cdf97', 1, 'periodic'), x);
    const sparse = analysed(new DecimatedTransform(size, 'cdf97', 1, 'periodic'), x);
    for (let row = 0; row < 8; row++)
      for (let column = 0; column < 8; column++) {
        const at = 2 * row * 16 + 2 * column;
        expect(2 * dense[3 * 256 + at]!).toBeCloseTo(sparse[row * 16 + column]!, 5);
        expect(2 * dense[at]!).toBeCloseTo(sparse[row * 16 + 8 + column]!, 5);
        expect(2 * dense[256 + at]!).toBeCloseTo(sparse[(row + 8) * 16 + column]!, 5);
        expect(2 * dense[512 + at]!).toBeCloseTo(sparse[(row + 8) * 16 + 8 + column]!, 5);
      }
  });
});

it('bounds several levels by what lies between the bounds of one each', () => {
  for (const decimated of [true, false]) {
    const [one, three] = [1, 3].map((levels) => frameBounds(wavelets.cdf97, levels, decimated));
    expect(three!.lower).toBeLessThanOrEqual(one!.lower);
    expect(three!.upper).toBeGreaterThanOrEqual(one!.upper);
  }
});

describe('thresholds', () => {
  it('shrink softly and cut hard', () => {
    const x = Float32Array.of(-3, -1, 0.5, 2, 9);
    const soft = x.slice();
    softThreshold(soft, 0, 4, 1);
    expect([...soft]).toEqual([-2, 0, 0, 1, 9]);
    hardThreshold(x, 0, 4, 1);
    expect([...x]).toEqual([-3, 0, 0, 2, 9]);
  });
});
