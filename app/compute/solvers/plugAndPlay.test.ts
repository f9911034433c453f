import { describe, expect, it } from 'vitest';
import { InvertibleLeastSquares } from '../dataTerms/invertibleLeastSquares.ts';
import { Equality } from '../dataTerms/equality.ts';
import type { Denoise } from '../denoiser.ts';
import { createImage, plane, type Image } from '../image.ts';
import { laid, laidBack } from '../kernels/dihedral.ts';
import { psnr } from '../metrics/psnr.ts';
import { InvertibleChannelwise } from '../operators/channelwise.ts';
import { InvertibleConvolution } from '../operators/invertibleConvolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { scheduleFor } from '../methods/plugAndPlay.ts';
import { runNetwork } from '../runNetwork.ts';
import { normalVector, syntheticPicture, uniform, withNoise } from '../testing/random.ts';
import { smoothingDenoiser } from '../testing/smoothingDenoiser.ts';
import { GradientStepDescent, symmetricPullBack } from './gradientStepDescent.ts';
import { PlugAndPlaySplitting } from './plugAndPlaySplitting.ts';
import { PnpProximalGradient } from './pnpProximalGradient.ts';
import { RegularizationByDenoising } from './regularizationByDenoising.ts';

const side = 48;
const truth = syntheticPicture(side, side, 1);
const psf = samplePsf({ kind: 'gaussian', sigma: 1.5 });

/** A linear, symmetric denoiser: a Gaussian filter, the same whatever it is told. */
const smooth: Denoise = (image) => runNetwork(smoothingDenoiser(1), image, 30);

function blurredTerm(noise: number) {
  const blur = new InvertibleConvolution(side, side, psf, 'reflect');
  const blurred = createImage(side, side, 1);
  blur.apply(truth.data, blurred.data);
  const y = withNoise(blurred, noise, 3);
  return { y, blur, term: new InvertibleLeastSquares(new InvertibleChannelwise(blur, 1), y.data) };
}

describe('the eight positions', () => {
  it('are all different, and undone', () => {
    const image = { width: 5, height: 3, channels: 2, data: normalVector(30, 1) };
    const seen = new Set<string>();
    for (let way = 0; way < 8; way++) {
      const turned = laid(image, way);
      seen.add([turned.width, ...turned.data].join());
      expect(laidBack(turned, way)).toEqual({ ...image, data: Float32Array.from(image.data) });
    }
    expect(seen.size).toBe(8);
  });
});

describe('plug-and-play splitting', () => {
  it.each(['half-quadratic', 'multiplier'] as const)('fills missing pixels, %s', async (splitting) => {
    const random = uniform(2);
    const missing = Uint8Array.from({ length: side * side }, () => (random() < 0.5 ? 1 : 0));
    const start = { ...truth, data: truth.data.map((value, i) => (missing[i] === 1 ? 0.4 : value)) };
    const term = new Equality({ width: side, height: side, data: missing }, truth.data);
    const schedule = scheduleFor(1, 30, 30, 25);
    const solver = new PlugAndPlaySplitting(term, smooth, start, schedule, splitting);
    for (let i = 0; i < schedule.length; i++) await solver.step();
    const filled = createImage(side, side, 1);
    term.prox(solver.solution(), 1, filled.data);
    expect(psnr(filled, truth)).toBeGreaterThan(psnr(start, truth) + 6);
  });

  it('tells the denoiser a level that falls evenly on a logarithmic scale', async () => {
    const { y, term } = blurredTerm(1);
    const told: number[] = [];
    const denoise: Denoise = (image, sigma) => {
      told.push(sigma);
      return Promise.resolve(image);
    };
    const solver = new PlugAndPlaySplitting(term, denoise, y, scheduleFor(5, 40, 5, 4), 'half-quadratic');
    for (let i = 0; i < 4; i++) await solver.step();
    [40, 20, 10, 5].forEach((level, i) => expect(255 * told[i]!).toBeCloseTo(level, 9));
  });
});

describe('the gradient of the gradient-step prior', () => {
  it('is right for a denoiser with a symmetric Jacobian', async () => {
    const x: Image = { ...truth, data: normalVector(side * side, 4) };
    const g = async (image: Image) => {
      const { data } = await smooth(image, 0);
      return image.data.reduce((sum, value, i) => sum + (value - data[i]!) ** 2, 0) / 2;
    };
    const denoised = (await smooth(x, 0)).data;
    const residual = x.data.map((value, i) => value - denoised[i]!);
    const pulled = await symmetricPullBack(smooth, 0)(x, denoised, residual);
    const direction = normalVector(side * side, 5);
    const slope = direction.reduce((sum, value, i) => sum + value * (residual[i]! - pulled[i]!), 0);
    const at = (t: number) => g({ ...x, data: x.data.map((value, i) => value + t * direction[i]!) });
    expect((await at(0.5)) - (await at(-0.5))).toBeCloseTo(slope, 1);
  });
});

describe('gradient-step descent', () => {
  it('never lets the objective rise, even where the direction is wrong', async () => {
    const { y, term } = blurredTerm(5);
    const wrong = normalVector(side * side, 6);
    for (const pullBack of [symmetricPullBack(smooth, 0), () => Promise.resolve(wrong)]) {
      const solver = new GradientStepDescent(term, smooth, pullBack, 0, 0.3, y);
      const objective = async () => {
        const x = { ...y, data: solver.solution().slice() };
        const { data } = await smooth(x, 0);
        const g = x.data.reduce((sum, value, i) => sum + (value - data[i]!) ** 2, 0) / 2;
        return term.value(x.data) + 0.3 * g;
      };
      let before = await objective();
      for (let i = 0; i < 12; i++) {
        const reported = (await solver.step()).objective;
        const now = await objective();
        expect(reported).toBeCloseTo(now, 4);
        expect(now).toBeLessThanOrEqual(before * (1 + 1e-6));
        before = now;
      }
    }
  });

  it('finds the minimum, where the energy is quadratic', async () => {
    const { y, blur, term } = blurredTerm(5);
    const solver = new GradientStepDescent(term, smooth, symmetricPullBack(smooth, 0), 0, 0.3, y);
    for (let i = 0; i < 60; i++) await solver.step();
    const x = { ...y, data: solver.solution().slice() };
    // ∇F = Aᵀ(A x − y) + 0.3 (I − D)² x, D symmetric.
    const ax = createImage(side, side, 1);
    blur.apply(x.data, ax.data);
    const residual = ax.data.map((value, i) => value - y.data[i]!);
    const gradient = createImage(side, side, 1);
    blur.applyAdjoint(residual, gradient.data);
    const once = await smooth(x, 0);
    const r = { ...x, data: x.data.map((value, i) => value - once.data[i]!) };
    const twice = await smooth(r, 0);
    const prior = r.data.map((value, i) => 0.3 * (value - twice.data[i]!));
    const size = (values: Float32Array) => Math.hypot(...values);
    expect(size(gradient.data.map((value, i) => value + prior[i]!))).toBeLessThan(0.02 * size(prior));
  });
});

describe('fixed points', () => {
  it('of RED balance data and denoiser, and the reported residual says how nearly', async () => {
    const { y, term } = blurredTerm(5);
    const weight = 0.2;
    const solver = new RegularizationByDenoising(term, smooth, 0, weight, y);
    const reported: number[] = [];
    let before = solver.solution().slice();
    for (let i = 0; i < 30; i++) {
      before = solver.solution().slice();
      const { objective } = await solver.step();
      if (objective !== undefined) reported.push(objective);
    }
    // The last report is of the point before the last step.
    const x = { ...y, data: before };
    const { data } = await smooth(x, 0);
    const gradient = new Float32Array(side * side);
    term.gradient(before, gradient);
    const balance = gradient.map((value, i) => value + weight * (before[i]! - data[i]!));
    expect(Math.hypot(...balance) / (weight * Math.hypot(...before))).toBeCloseTo(reported.at(-1)!, 4);
    expect(reported.at(-1)!).toBeLessThan(reported[0]! / 5);
  });

  it('of the proximal gradient are left alone by another step', async () => {
    const { y, term } = blurredTerm(5);
    const solver = new PnpProximalGradient(term, smooth, 0, y);
    const residuals: number[] = [];
    for (let i = 0; i < 40; i++) residuals.push((await solver.step()).criterion ?? NaN);
    expect(residuals.at(-1)!).toBeLessThan(residuals[0]! / 10);
    expect(plane({ ...y, data: solver.solution() }, 0).every(Number.isFinite)).toBe(true);
  });
});
