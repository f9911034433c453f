import { describe, expect, it } from 'vitest';
import { adjointDefect, dot, linearityDefect } from '../testing/adjointTest.ts';
import { estimatedNormSquared, normalSolveDefect } from '../testing/operatorTest.ts';
import { normalVector, syntheticPicture } from '../testing/random.ts';
import { BayerMosaic, type BayerPattern } from './bayerMosaic.ts';
import { BlurDecimation } from './blurDecimation.ts';
import { Channelwise, InvertibleChannelwise } from './channelwise.ts';
import { Convolution, type Boundary } from './convolution.ts';
import { DiscreteCosine } from './discreteCosine.ts';
import { Downsampling } from './downsampling.ts';
import { filteredBackProjection } from './filteredBackProjection.ts';
import { FourierConvolution } from './fourierConvolution.ts';
import { FourierSampling } from './fourierSampling.ts';
import { GaussianMeasurement } from './gaussianMeasurement.ts';
import { Gradient } from './gradient.ts';
import { Identity } from './identity.ts';
import { InvertibleConvolution } from './invertibleConvolution.ts';
import { Laplacian } from './laplacian.ts';
import type { BoundedOperator, InvertibleNormal } from './linearOperator.ts';
import { normalised } from './normalised.ts';
import { Product } from './product.ts';
import { samplePsf } from './psf.ts';
import { Radon } from './radon.ts';
import { RampFilter } from './rampFilter.ts';
import { bicubic, Resampling } from './resample.ts';
import { samplingMask, type SamplingPattern } from './samplingMask.ts';
import { Scaled } from './scaled.ts';
import { Stack } from './stack.ts';
import { Sum } from './sum.ts';
import { ZeroPadding } from './zeroPadding.ts';

const lopsided = samplePsf({
  kind: 'matrix',
  width: 4,
  height: 3,
  data: [1, 0, 2, 5, 0, 3, 1, 0, 4, 0, 0, 1],
  name: 'lopsided',
});
const gaussian = samplePsf({ kind: 'gaussian', sigma: 1 });
const disk = samplePsf({ kind: 'disk', radius: 2.4 });
const box = samplePsf({ kind: 'box', size: 3 });
const signed = samplePsf({ kind: 'matrix', width: 3, height: 1, data: [-1, 5, -2], name: 'sharpening' });
const blurs = { lopsided, gaussian, disk, box, signed };
const boundaries: Boundary[] = ['reflect', 'periodic'];

const angles = Array.from({ length: 7 }, (_, i) => (Math.PI * i) / 7);
const scan = { width: 13, height: 9, angles, bins: 17, spacing: 1, pixel: 1 };
const pixelScan = { ...scan, width: 1, height: 1 };
const coarseScan = { ...scan, bins: 6, spacing: 2.7, pixel: 0.3 };
const mask = (width: number, height: number, pattern: SamplingPattern = 'variable') =>
  samplingMask(width, height, pattern, 0.4, 3);

const invertible: [string, InvertibleNormal][] = [
  ...boundaries.flatMap((boundary) =>
    Object.entries(blurs)
      .filter(([name]) => boundary === 'periodic' || !['lopsided', 'signed'].includes(name))
      .map(([name, psf]): [string, InvertibleNormal] => [
        `${boundary} ${name}`,
        new InvertibleConvolution(20, 15, psf, boundary),
      ]),
  ),
  ['reflecting blur of a row', new InvertibleConvolution(11, 1, disk, 'reflect')],
  ['blur and decimation by 2', new BlurDecimation(8, 5, lopsided, 2)],
  ['blur and decimation by 3', new BlurDecimation(6, 7, gaussian, 3)],
  ['blur and decimation to a pixel', new BlurDecimation(1, 1, gaussian, 4)],
  ['cosine transform', new DiscreteCosine(9, 14, 2)],
  ['Fourier sampling 12 × 10', new FourierSampling(12, 10, mask(12, 10))],
  ['Fourier sampling 9 × 7', new FourierSampling(9, 7, mask(9, 7, 'random'))],
  ['Fourier sampling 10 × 7', new FourierSampling(10, 7, mask(10, 7, 'radial'))],
  ['Fourier sampling 9 × 8', new FourierSampling(9, 8, mask(9, 8))],
  ['Fourier sampling of a pixel', new FourierSampling(1, 1, mask(1, 1))],
  ...(['rggb', 'bggr', 'grbg', 'gbrg'] as BayerPattern[]).map((pattern): [string, InvertibleNormal] => [
    `${pattern} mosaic`,
    new BayerMosaic(7, 5, pattern),
  ]),
  ['cosine transforms of channels', new InvertibleChannelwise(new DiscreteCosine(5, 4, 1), 3)],
];

const bounded: [string, BoundedOperator][] = [
  ...invertible,
  ...Object.entries(blurs).map(([name, psf]): [string, BoundedOperator] => [
    `reflecting ${name}, any`,
    new Convolution(17, 12, psf, 'reflect'),
  ]),
  ['Gaussian measurements', new GaussianMeasurement(60, 25, 9)],
  ['Gaussian measurements, not kept', new GaussianMeasurement(60, 25, 9, 0)],
  ['Radon transform', new Radon(scan)],
  ['Radon transform of a pixel', new Radon(pixelScan)],
  ['Radon transform with coarse bins', new Radon(coarseScan)],
  [
    'bicubic enlargement',
    new Resampling({ width: 6, height: 5, channels: 2 }, { width: 13, height: 11 }, bicubic),
  ],
  ['decimation', new Downsampling({ width: 6, height: 5, channels: 2 }, 3)],
  ['sum', new Sum(new Laplacian(8, 6, 1, 'periodic'), new Identity(48), -0.7)],
  ['product', new Product(new Gradient(8, 6, 1), new Convolution(8, 6, lopsided, 'reflect'))],
  ['stack', new Stack([new Gradient(8, 6, 1), new Identity(48), new DiscreteCosine(8, 6, 1)])],
  ['ramp filter', new RampFilter(17, 3, 1)],
  ['square root of the ramp filter', new RampFilter(12, 3, 0.5)],
  ['zero padding', new ZeroPadding(20, 31)],
  ['multiple', new Scaled(new Gradient(8, 6, 1), -0.3)],
  ['normalised Radon transform', normalised(new Radon(scan)).operator],
  ['Radon transforms of channels', new Channelwise(new Radon(scan), 2)],
];

describe.each(bounded)('%s', (_name, operator) => {
  it('is linear, has the exact adjoint and a norm within its bound', () => {
    expect(adjointDefect(operator, 3)).toBeLessThan(2e-6);
    expect(linearityDefect(operator, 4)).toBeLessThan(1e-5);
    expect(estimatedNormSquared(operator, 5)).toBeLessThanOrEqual(operator.normSquared * (1 + 1e-5));
  });
});

describe.each(invertible)('%s', (_name, operator) => {
  it('inverts AᵀA + c as conjugate gradients do', () => {
    for (const shift of [0.05, 2]) expect(normalSolveDefect(operator, shift, 6)).toBeLessThan(1e-4);
  });
});

describe('bounds that are exact', () => {
  it.each([
    ...invertible.filter(([name]) => /^(reflect|periodic|blur and)/.test(name)),
    ['Fourier sampling', new FourierSampling(12, 10, mask(12, 10))],
  ] as [string, BoundedOperator][])('%s', (_name, operator) => {
    expect(estimatedNormSquared(operator, 7, 500) / operator.normSquared).toBeGreaterThan(0.999);
  });
});

describe('convolution', () => {
  it.each(boundaries)('gives the same in two passes as by transforms, %s', (boundary) => {
    const x = normalVector(300, 1);
    for (const psf of [gaussian, box, signed]) {
      const [passes, transforms] = [x.slice(), x.slice()];
      new Convolution(20, 15, psf, boundary).apply(x, passes);
      new FourierConvolution(20, 15, psf, boundary).apply(x, transforms);
      for (let i = 0; i < 300; i++) expect(passes[i]).toBeCloseTo(transforms[i]!, 5);
    }
  });

  it('refuses a direct solution where there is none', () => {
    expect(() => new InvertibleConvolution(9, 9, lopsided, 'reflect')).toThrow(RangeError);
  });
});

describe('blur and decimation', () => {
  it.each([
    [2, 2],
    [3, 3],
  ])('by %i keeps the outer edges of both grids together', (factor, size) => {
    // A box as large as the factor averages each block.
    const average = samplePsf({
      kind: 'matrix',
      width: size,
      height: size,
      data: new Array<number>(size * size).fill(1),
      name: 'block',
    });
    const operator = new BlurDecimation(4, 3, average, factor);
    const x = Float32Array.from({ length: 12 * factor * factor }, (_, i) => {
      const [column, row] = [i % (4 * factor), Math.floor(i / (4 * factor))];
      return Math.floor(column / factor) + 10 * Math.floor(row / factor);
    });
    const y = new Float32Array(12);
    operator.apply(x, y);
    y.forEach((value, i) => expect(value).toBeCloseTo((i % 4) + 10 * Math.floor(i / 4), 4));
  });
});

describe('Gaussian measurements', () => {
  it('are the same kept or not, differ by seed, and keep the norm on average', () => {
    const x = normalVector(400, 2);
    const measure = (seed: number, keep?: number) => {
      const y = new Float32Array(300);
      new GaussianMeasurement(400, 300, seed, keep).apply(x, y);
      return y;
    };
    expect(measure(4, 0)).toEqual(measure(4));
    expect(measure(5)).not.toEqual(measure(4));
    expect(dot(measure(4), measure(4)) / dot(x, x)).toBeCloseTo(1, 0);
  });
});

describe('Fourier sampling', () => {
  it('of all frequencies keeps scalar products; of some it is a projection', () => {
    for (const [width, height] of [
      [12, 10],
      [9, 7],
      [10, 7],
    ] as const) {
      const x = normalVector(width * height, 6);
      const y = new Float32Array(x.length);
      new FourierSampling(width, height, new Uint8Array(x.length).fill(1)).apply(x, y);
      expect(dot(y, y)).toBeCloseTo(dot(x, x), 3);
      const operator = new FourierSampling(width, height, mask(width, height));
      const [once, twice] = [x.slice(), x.slice()];
      operator.apply(x, y);
      operator.applyAdjoint(y, once);
      operator.apply(once, twice);
      for (let i = 0; i < x.length; i++) expect(twice[i]).toBeCloseTo(y[i]!, 5);
    }
  });

  it('puts a cosine and a sine where it says', () => {
    const [width, height] = [8, 6];
    const wave = (f: (angle: number) => number) => {
      const y = new Float32Array(48);
      const x = y.map((_, i) =>
        f(2 * Math.PI * ((2 * (i % width)) / width + Math.floor(i / width) / height)),
      );
      new FourierSampling(width, height, new Uint8Array(48).fill(1)).apply(x, y);
      return y;
    };
    // √2/√(wh) · wh/2.
    const size = Math.sqrt(48 / 2);
    wave(Math.cos).forEach((value, i) => expect(value).toBeCloseTo(i === width + 2 ? size : 0, 4));
    wave(Math.sin).forEach((value, i) => expect(value).toBeCloseTo(i === 2 * width - 2 ? -size : 0, 4));
  });

  it.each(['random', 'variable', 'radial'] as const)(
    '%s masks take the fraction asked for, zero with it',
    (pattern) => {
      for (const [width, height] of [
        [64, 48],
        [63, 49],
      ] as const) {
        const sampled = samplingMask(width, height, pattern, 0.25, 8);
        const share = sampled.reduce((sum, value) => sum + value, 0) / sampled.length;
        expect(Math.abs(share - 0.25)).toBeLessThan(0.02);
        expect(sampled[0]).toBe(1);
        expect(samplingMask(width, height, pattern, 0.25, 8)).toEqual(sampled);
        if (pattern !== 'radial') expect(samplingMask(width, height, pattern, 0.25, 9)).not.toEqual(sampled);
      }
    },
  );

  it('prefers low frequencies where the density varies', () => {
    const low = (pattern: SamplingPattern) => {
      const sampled = samplingMask(64, 64, pattern, 0.2, 1);
      return sampled.filter(
        (value, i) => value === 1 && (i % 64 < 9 || i % 64 > 55) && (i < 9 * 64 || i > 55 * 64),
      ).length;
    };
    expect(low('variable')).toBeGreaterThan(1.5 * low('random'));
  });
});

describe('Radon transform', () => {
  it('integrates: every view of a plane with dark borders sums to the plane’s sum', () => {
    const width = 40;
    const plane = syntheticPicture(width, width, 1).data.map((value, i) =>
      Math.hypot((i % width) - 19.5, Math.floor(i / width) - 19.5) < 14 ? value : 0,
    );
    const total = plane.reduce((sum, value) => sum + value, 0);
    const views = new Float32Array(7 * 61);
    new Radon({ ...scan, width, height: width, bins: 61 }).apply(plane, views);
    for (let i = 0; i < 7; i++) {
      const sum = views.subarray(i * 61, (i + 1) * 61).reduce((all, value) => all + value, 0);
      expect(Math.abs(sum / total - 1)).toBeLessThan(0.01);
    }
  });

  it('sees the chord of a disk', () => {
    const width = 81;
    const disk = new Float32Array(width * width).map((_, i) =>
      Math.hypot((i % width) - 40, Math.floor(i / width) - 40) <= 30 ? 1 : 0,
    );
    const views = new Float32Array(7 * 81);
    new Radon({ ...scan, width, height: width, bins: 81 }).apply(disk, views);
    for (let i = 0; i < 7; i++)
      for (const s of [-20, 0, 11])
        expect(Math.abs(views[i * 81 + 40 + s]! - 2 * Math.sqrt(900 - s * s))).toBeLessThan(1.5);
  });

  it('is undone by filtered back projection from many angles', () => {
    const width = 64;
    const many = Array.from({ length: 180 }, (_, i) => (Math.PI * i) / 180);
    const geometry = { width, height: width, angles: many, bins: 91, spacing: 1, pixel: 0.5 };
    const smooth = new Float32Array(width * width).map(
      (_, i) => 0.8 * Math.exp(-(((i % width) - 25) ** 2 + (Math.floor(i / width) - 36) ** 2) / 80),
    );
    const views = new Float32Array(180 * 91);
    new Radon(geometry).apply(smooth, views);
    const back = smooth.slice();
    filteredBackProjection(geometry, views, back);
    const difference = back.map((value, i) => value - smooth[i]!);
    expect(Math.sqrt(dot(difference, difference) / dot(smooth, smooth))).toBeLessThan(0.02);
  });
});

describe('Bayer mosaic', () => {
  it('keeps the colours of its pattern', () => {
    const x = Float32Array.of(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    const cell = (pattern: BayerPattern) => {
      const y = new Float32Array(4);
      new BayerMosaic(2, 2, pattern).apply(x, y);
      return [...y];
    };
    expect(cell('rggb')).toEqual([1, 2, 2, 3]);
    expect(cell('bggr')).toEqual([3, 2, 2, 1]);
    expect(cell('grbg')).toEqual([2, 1, 3, 2]);
    expect(cell('gbrg')).toEqual([2, 3, 1, 2]);
  });
});

describe('combined operators', () => {
  it('refuse what does not fit', () => {
    expect(() => new Sum(new Identity(4), new Identity(5))).toThrow(RangeError);
    expect(() => new Product(new Identity(4), new Identity(5))).toThrow(RangeError);
    expect(() => new Stack([new Identity(4), new Identity(5)])).toThrow(RangeError);
  });
});
