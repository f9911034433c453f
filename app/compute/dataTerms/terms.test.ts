import { describe, expect, it } from 'vitest';
import { Convolution } from '../operators/convolution.ts';
import { FourierSampling } from '../operators/fourierSampling.ts';
import { InvertibleConvolution } from '../operators/invertibleConvolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { samplingMask } from '../operators/samplingMask.ts';
import { gradientDefect } from '../testing/gradientTest.ts';
import { moreauDefect, proxDefect } from '../testing/proxTest.ts';
import { normalVector } from '../testing/random.ts';
import { AbsoluteDeviation } from './absoluteDeviation.ts';
import type { DataTerm, SmoothDataTerm } from './dataTerm.ts';
import { HuberDeviation } from './huberDeviation.ts';
import { KullbackLeibler } from './kullbackLeibler.ts';
import { InvertibleLeastSquares } from './invertibleLeastSquares.ts';
import { LeastSquares } from './leastSquares.ts';

const psf = samplePsf({ kind: 'gaussian', sigma: 0.8 });
const y = normalVector(16, 1);
const counts = y.map((value) => Math.max(0, 3 * value));
const sampling = new FourierSampling(4, 4, samplingMask(4, 4, 'random', 0.5, 2));

const proximal: [string, DataTerm][] = [
  ['absolute deviation', new AbsoluteDeviation(y)],
  ['Huber deviation', new HuberDeviation(y, 0.6)],
  ['Kullback-Leibler divergence', new KullbackLeibler(counts, 0.3)],
  ['Kullback-Leibler divergence without background', new KullbackLeibler(counts, 0)],
  ['least squares of a blur', new InvertibleLeastSquares(new InvertibleConvolution(4, 4, psf, 'reflect'), y)],
  ['least squares of Fourier samples', new InvertibleLeastSquares(sampling, y)],
];
const smooth: [string, SmoothDataTerm][] = [
  ['Huber deviation', new HuberDeviation(y, 0.6)],
  ['least squares', new LeastSquares(new Convolution(4, 4, psf, 'periodic'), y)],
];

describe.each(proximal)('%s', (_name, term) => {
  it.each([0.05, 0.7, 4])('has a prox that no neighbour beats, step %f', (step) => {
    const x = normalVector(16, 2).map((value) => 2 * value);
    expect(
      proxDefect(
        (u) => term.value(u),
        (u, s, out) => term.prox(u, s, out),
        x,
        step,
        3,
      ),
    ).toBeLessThan(3e-5);
    const inPlace = x.slice();
    const apart = x.slice();
    term.prox(x, step, apart);
    term.prox(inPlace, step, inPlace);
    expect(inPlace).toEqual(apart);
  });
});

describe.each(smooth)('%s', (_name, term) => {
  const gradient = (x: Float32Array) => {
    const out = new Float32Array(x.length);
    term.gradient(x, out);
    return out;
  };

  it('has the gradient of its value', () => {
    expect(gradientDefect((x) => term.value(x), gradient, normalVector(16, 4), 5)).toBeLessThan(2e-3);
  });

  it('changes its gradient no faster than its Lipschitz constant allows', () => {
    for (let seed = 10; seed < 40; seed++) {
      const [a, b] = [normalVector(16, seed), normalVector(16, seed + 100)];
      const [ga, gb] = [gradient(a), gradient(b)];
      const change = Math.hypot(...ga.map((value, i) => value - gb[i]!));
      expect(change).toBeLessThanOrEqual(
        term.lipschitz * Math.hypot(...a.map((v, i) => v - b[i]!)) * (1 + 1e-5),
      );
    }
  });
});

it('obeys Moreau: the conjugate of ‖x − y‖₁ is ⟨p, y⟩ on |p| ≤ 1', () => {
  const term = new AbsoluteDeviation(y);
  // prox of s f* at p: the projection of p − s y onto the box.
  const conjugate = (p: Float32Array, s: number, out: Float32Array) =>
    p.forEach((value, i) => (out[i] = Math.max(-1, Math.min(1, value - s * y[i]!))));
  const prox = (x: Float32Array, s: number, out: Float32Array) => term.prox(x, s, out);
  expect(moreauDefect(prox, conjugate, normalVector(16, 6), 0.8)).toBeLessThan(1e-6);
});

it('obeys Moreau: the conjugate of the Huber deviation is ⟨p, y⟩ + p²/2 on |p| ≤ threshold', () => {
  const term = new HuberDeviation(y, 0.6);
  const conjugate = (p: Float32Array, s: number, out: Float32Array) =>
    p.forEach((value, i) => (out[i] = Math.max(-0.6, Math.min(0.6, (value - s * y[i]!) / (1 + s)))));
  const prox = (x: Float32Array, s: number, out: Float32Array) => term.prox(x, s, out);
  expect(moreauDefect(prox, conjugate, normalVector(16, 7), 0.8)).toBeLessThan(1e-6);
});

it('obeys Moreau: the conjugate of the Kullback-Leibler divergence', () => {
  const term = new KullbackLeibler(counts, 0.3);
  // f*(p) = −y log(1 − p) − background p for p < 1: prox by the root of its quadratic.
  const conjugate = (p: Float32Array, s: number, out: Float32Array) =>
    p.forEach((value, i) => {
      const shifted = value + s * 0.3;
      out[i] = (1 + shifted - Math.sqrt((shifted - 1) ** 2 + 4 * s * counts[i]!)) / 2;
    });
  const prox = (x: Float32Array, s: number, out: Float32Array) => term.prox(x, s, out);
  expect(moreauDefect(prox, conjugate, normalVector(16, 8), 0.8)).toBeLessThan(1e-5);
});
