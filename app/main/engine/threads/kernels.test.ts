import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createImage, type Image } from '../../../compute/image.ts';
import { addLagSums, noSums } from '../../../compute/kernels/autocorrelation.ts';
import { choleskyFactor, solveAlongX, solveAlongY } from '../../../compute/kernels/banded.ts';
import { dct2 } from '../../../compute/kernels/dct2.ts';
import { fft2 } from '../../../compute/kernels/fft2.ts';
import { lucyDivergence } from '../../../compute/kernels/lucy.ts';
import { accelerate, copyOf, floats, withRoom } from '../../../compute/kernels/memory.ts';
import { hardThreshold, softThreshold } from '../../../compute/kernels/wavelet.ts';
import { Convolution } from '../../../compute/operators/convolution.ts';
import { samplePsf } from '../../../compute/operators/psf.ts';
import { transferFunction } from '../../../compute/operators/transferFunction.ts';
import { RofDual } from '../../../compute/solvers/rofDual.ts';
import { noiseToSignal, wienerFilter } from '../../../compute/solvers/wiener.ts';
import { normalVector } from '../../../compute/testing/random.ts';
import { createAccelerator, type ThreadPool } from './accelerator.ts';

const wasm = resolve('dist/kernels/kernels.wasm');
const worker = resolve('dist/main/kernelWorker.js');

/** The same computation in plain TypeScript and in kernels. */
async function both<T>(pool: ThreadPool, compute: () => T): Promise<[plain: T, fast: T]> {
  const plain = compute();
  accelerate(pool);
  const fast = await withRoom(() => Promise.resolve(compute()));
  accelerate(null);
  return [plain, fast];
}

function farthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0);
}

function noisyStep(width: number, height: number, channels: number): Image {
  const image = createImage(width, height, channels);
  image.data.set(normalVector(image.data.length, 7));
  for (let i = 0; i < image.data.length; i++)
    image.data[i] = 0.05 * (image.data[i] ?? 0) + (i % width > width / 2 ? 0.7 : 0.2);
  return image;
}

describe.each([1, 2, 3])('on %i threads', (threads) => {
  let pool: ThreadPool;
  beforeAll(() => {
    if (!existsSync(wasm) || !existsSync(worker)) throw new Error('run `npm run build` first');
    pool = createAccelerator(wasm, worker, threads);
  });
  afterEach(() => accelerate(null));
  afterAll(() => pool.close());

  test.each([
    [37, 29, 1],
    [64, 50, 3],
    [5, 3, 3],
    [1, 9, 1],
    [9, 1, 3],
    [2, 2, 1],
    [131, 200, 3],
  ])('total variation of %i × %i × %i is that of the plain loops', async (width, height, channels) => {
    const y = noisyStep(width, height, channels);
    const [plain, fast] = await both(pool, () => {
      const solver = new RofDual(y, 0.1);
      // Not a multiple of what one sweep takes.
      solver.advance(21);
      const x = floats(y.data.length);
      solver.solution(x);
      return { x: x.slice(), gap: solver.gap() };
    });
    expect(farthest(plain.x, fast.x)).toBeLessThan(1e-6);
    expect(fast.gap.primal).toBeCloseTo(plain.gap.primal, 4);
    expect(fast.gap.dual).toBeCloseTo(plain.gap.dual, 4);
  });

  test.each([
    [16, 16],
    [18, 20],
    [25, 27],
    [48, 50],
    [45, 64],
    [30, 81],
    [125, 60],
    [128, 135],
  ])('the spectrum of %i × %i is that of the plain transform, and comes back', async (width, height) => {
    const x = normalVector(width * height, 3);
    const [plain, fast] = await both(pool, () => {
      const transform = fft2(width, height);
      const { re, im } = transform.forward(copyOf(x));
      const spectrum = { re: re.slice(), im: im.slice() };
      return { ...spectrum, back: transform.inverse({ re, im }).slice() };
    });
    // The sum of n numbers of size 1 is of size √n.
    const size = Math.sqrt(width * height);
    expect(farthest(plain.re, fast.re) / size).toBeLessThan(2e-6);
    expect(farthest(plain.im, fast.im) / size).toBeLessThan(2e-6);
    expect(farthest(fast.back, x)).toBeLessThan(5e-6);
  });

  test.each([
    [16, 15],
    [27, 20],
    [1, 8],
    [50, 3],
  ])('the cosines of %i × %i are those of the plain transform, and come back', async (width, height) => {
    const x = normalVector(width * height, 3);
    const [plain, fast] = await both(pool, () => {
      const transform = dct2(width, height);
      const cosines = floats(x.length);
      transform.forward(copyOf(x), cosines);
      const kept = cosines.slice();
      transform.inverse(cosines, cosines);
      return { cosines: kept, back: cosines.slice() };
    });
    expect(farthest(plain.cosines, fast.cosines)).toBeLessThan(1e-5);
    expect(farthest(fast.back, x)).toBeLessThan(1e-5);
  });

  test.each([
    [70, 45, 'disk', 3],
    [33, 18, 'disk', 3],
    [19, 31, 'disk', 3],
    [70, 45, 'disk', 8],
    [27, 5, 'disk', 8],
  ] as const)(
    'convolution of %i × %i with a %s of %i is that of the plain loops, adjoint too',
    async (width, height, kind, radius) => {
      const x = normalVector(width * height, 3);
      for (const boundary of ['reflect', 'periodic'] as const) {
        const [plain, fast] = await both(pool, () => {
          const operator = new Convolution(width, height, samplePsf({ kind, radius }), boundary);
          const [there, back] = [floats(x.length), floats(x.length)];
          operator.apply(copyOf(x), there);
          operator.applyAdjoint(copyOf(x), back);
          return { there: there.slice(), back: back.slice() };
        });
        expect(farthest(plain.there, fast.there)).toBeLessThan(1e-6);
        expect(farthest(plain.back, fast.back)).toBeLessThan(5e-6);
      }
    },
  );

  test.each([softThreshold, hardThreshold])('$name is that of the plain loop, to the bit', async (rule) => {
    const x = normalVector(10_007, 6);
    const [plain, fast] = await both(pool, () => {
      const kept = copyOf(x);
      rule(kept, 3, 9_999, 0.5);
      return kept.slice();
    });
    expect(farthest(plain, fast)).toBe(0);
    expect(plain.filter((value) => value === 0).length).toBeGreaterThan(1000);
  });

  test.each([2, 1.7])(
    'Wiener’s filter for a spectrum of exponent %f is that of the plain loops',
    async (exponent) => {
      const [plain, fast] = await both(pool, () => {
        const transform = fft2(50, 36);
        const filter = transferFunction(samplePsf({ kind: 'motion', length: 7, degrees: 30 }), transform);
        wienerFilter(filter, noiseToSignal(transform, 5, { c: 4e-4, exponent }), 0.7);
        return { re: filter.re.slice(), im: filter.im.slice() };
      });
      expect(farthest(plain.re, fast.re)).toBeLessThan(2e-5);
      expect(farthest(plain.im, fast.im)).toBeLessThan(2e-5);
    },
  );

  test.each([
    [37, 29],
    [64, 3],
    [2, 40],
    [1, 1],
  ])('the autocorrelation of %i × %i is that of the plain loops', async (width, height) => {
    const x = normalVector(width * height, 8).map((value) => 0.1 + value);
    const [plain, fast] = await both(pool, () => {
      const sums = noSums();
      addLagSums(sums, copyOf(x), width, height);
      return sums;
    });
    expect(fast.count).toBe(plain.count);
    expect(fast.pairs).toEqual(plain.pairs);
    expect(fast.sum).toBeCloseTo(plain.sum, 3);
    expect(fast.squares).toBeCloseTo(plain.squares, 3);
    fast.products.forEach((value, lag) => expect(value).toBeCloseTo(plain.products[lag] ?? NaN, 3));
  });

  test.each([
    [23, 10],
    [8, 3],
  ])('band systems of %i unknowns on %i lines are solved as by the plain loops', async (size, lines) => {
    const entries = Float64Array.from({ length: 3 * size }, (_, i) => [2.5, -0.8, 0.2][i % 3] ?? NaN);
    const x = normalVector(size * lines, 9);
    const [plain, fast] = await both(pool, () => {
      const factor = choleskyFactor({ size, bandwidth: 2, entries });
      const [along, down] = [copyOf(x), copyOf(x)];
      solveAlongX(factor, along, lines);
      solveAlongY(factor, down, lines);
      return { along: along.slice(), down: down.slice() };
    });
    expect(farthest(plain.along, fast.along)).toBeLessThan(5e-6);
    expect(farthest(plain.down, fast.down)).toBeLessThan(5e-6);
  });

  test('the divergence of Richardson–Lucy is that of the plain loops, from black to far off', async () => {
    const y = normalVector(5003, 4).map((value) => Math.max(0, 0.3 + 0.3 * value));
    const predicted = normalVector(5003, 5).map((value) => 10 ** (3 * value - 1));
    const [plain, fast] = await both(pool, () => lucyDivergence(copyOf(y), copyOf(predicted), 1e-6));
    expect(fast / plain).toBeCloseTo(1, 5);
  });

  test('room is zeroed, kept while anybody is at work, and lent again afterwards', async () => {
    const first = await pool.during(async () => {
      const array = pool.allocate(1000, true);
      array?.fill(3);
      const nested = await pool.during(() => Promise.resolve(pool.allocate(10, true)?.byteOffset));
      expect(nested).not.toBe(array?.byteOffset);
      expect(pool.allocate(10, true)?.byteOffset).not.toBe(nested);
      pool.allocate(100_000, true)?.fill(5);
      expect(array?.every((value) => value === 3)).toBe(true);
      return array?.byteOffset;
    });
    expect(pool.allocate(10, true)).toBeNull();
    await pool.during(() => {
      const again = Array.from({ length: 8 }, () => pool.allocate(1000, true));
      expect(pool.allocate(100_000, true)?.every((value) => value === 0)).toBe(true);
      expect(again.every((array) => array?.every((value) => value === 0))).toBe(true);
      expect(Math.abs((again[0]?.byteOffset ?? NaN) - (first ?? NaN))).toBeLessThan(4096);
      return Promise.resolve();
    });
  });

  test('more than there is gives null, and nothing is broken by it', async () => {
    await pool.during(() => {
      expect(pool.allocate(2 ** 31, true)).toBeNull();
      expect(pool.allocate(4, true)).not.toBeNull();
      return Promise.resolve();
    });
  });

  test('arrays that lie elsewhere have no address', () => {
    expect(pool.addressOf(new Float32Array(4))).toBe(-1);
  });
});
