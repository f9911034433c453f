import { describe, expect, it } from 'vitest';
import { DiscreteCosine } from '../operators/discreteCosine.ts';
import { gradientDefect } from '../testing/gradientTest.ts';
import { moreauDefect, proxDefect } from '../testing/proxTest.ts';
import { normalVector } from '../testing/random.ts';
import { AnisotropicTotalVariation } from './anisotropicTotalVariation.ts';
import { Box, nonnegativity } from './box.ts';
import { GradientPower } from './gradientPower.ts';
import { GroupSparsity } from './groupSparsity.ts';
import type { ProximalPrior, SmoothPrior } from './prior.ts';
import { SmoothedTotalVariation } from './smoothedTotalVariation.ts';
import { Sobolev } from './sobolev.ts';
import { NonnegativeSparsity, Sparsity } from './sparsity.ts';
import { SparsityInBasis } from './sparsityInBasis.ts';
import { Tikhonov } from './tikhonov.ts';
import { TotalVariation } from './totalVariation.ts';

const [width, height, channels] = [4, 3, 2];
const size = width * height * channels;

const proximal: [string, ProximalPrior][] = [
  ['Sobolev', new Sobolev(width, height, 0.8)],
  ['Tikhonov', new Tikhonov(0.8)],
  ['box', new Box(-0.5, 0.25)],
  ['nonnegativity', nonnegativity()],
  ['sparsity', new Sparsity(0.7)],
  ['sparsity of what is not negative', new NonnegativeSparsity(0.7)],
  ['sparsity of complex numbers', new GroupSparsity(size, 2, 0.7)],
  ['sparsity of groups of three', new GroupSparsity(size, 3, 0.7)],
  ['sparsity in cosines', new SparsityInBasis(new DiscreteCosine(width, height, channels), 0.7)],
  [
    'weighted sparsity in cosines',
    new SparsityInBasis(
      new DiscreteCosine(width, height, channels),
      0.7,
      Float32Array.from({ length: size }, (_, i) => i % 3),
    ),
  ],
];

const power = (p: number, q: number) => new GradientPower(width, height, channels, 0.6, { p, q }, 0.3);
const smooth: [string, SmoothPrior][] = [
  ['Sobolev', new Sobolev(width, height, 0.8)],
  ['Tikhonov', new Tikhonov(0.8)],
  ['gradient power 1, 1', power(1, 1)],
  ['gradient power 2, 2', power(2, 2)],
  ['gradient power 1.5, 1', power(1.5, 1)],
  ['gradient power 2, 0.5', power(2, 0.5)],
  ['gradient power 0.7, 0.7', power(0.7, 0.7)],
  ['gradient power 1, 2', power(1, 2)],
  ['gradient power 3, 3', power(3, 3)],
];

describe.each(proximal)('prox of %s', (_name, prior) => {
  const x = normalVector(size, 2);
  const prox = (u: Float32Array, step: number, out: Float32Array) => prior.prox(u, step, out);

  it.each([1e-4, 0.4, 3])('is beaten by no neighbour, step %f', (step) => {
    expect(proxDefect((u) => prior.value(u), prox, x, step, 3)).toBeLessThan(3e-5);
    const [inPlace, apart] = [x.slice(), x.slice()];
    prox(x, step, apart);
    prox(inPlace, step, inPlace);
    expect(inPlace).toEqual(apart);
  });

  it('leaves zero a number', () => {
    const zero = new Float32Array(size);
    prox(zero, 0, zero);
    expect(zero.every(Number.isFinite)).toBe(true);
  });
});

describe.each(smooth)('%s', (_name, prior) => {
  const gradient = (x: Float32Array) => {
    const out = new Float32Array(x.length);
    prior.gradient(x, out);
    return out;
  };

  it('has the gradient of its value', () => {
    expect(gradientDefect((x) => prior.value(x), gradient, normalVector(size, 4), 5)).toBeLessThan(2e-3);
  });

  it('changes its gradient no faster than its Lipschitz constant allows', () => {
    for (let seed = 10; seed < 60; seed++) {
      // Nearly constant images and large ones: the bound is reached where all differences are small.
      const scale = 10 ** (-3 + (seed % 5));
      const a = normalVector(size, seed).map((value) => scale * value);
      const b = a.map((value, i) => value + 1e-3 * scale * normalVector(size, seed + 100)[i]!);
      const [ga, gb] = [gradient(a), gradient(b)];
      const change = Math.hypot(...ga.map((value, i) => value - gb[i]!));
      const distance = Math.hypot(...a.map((value, i) => value - b[i]!));
      expect(change).toBeLessThanOrEqual(prior.lipschitz * distance * 1.01);
    }
  });
});

describe('powers of the gradient', () => {
  const x = normalVector(size, 6);

  it('hold Sobolev and smoothed total variation', () => {
    const epsilon = 0.1;
    const sobolev = new GradientPower(width, height, channels, 0.5, { p: 2, q: 2 }, 1e-9).value(x);
    expect(sobolev).toBeCloseTo(new Sobolev(width, height, 1).value(x), 4);
    const variation = new GradientPower(width, height, channels, 1, { p: 1, q: 1 }, epsilon).value(x);
    expect(variation).toBeCloseTo(
      new SmoothedTotalVariation(width, height, channels, 1, epsilon).value(x),
      4,
    );
  });

  it('tend to total variation with ε', () => {
    const exact = new TotalVariation(width, height, channels, 1).value(x);
    expect(new SmoothedTotalVariation(width, height, channels, 1, 1e-5).value(x)).toBeCloseTo(exact, 3);
  });

  it('are ‖∇x‖_p^q of a step', () => {
    const step = Float32Array.from({ length: 12 }, (_, i) => (i % 4 < 2 ? 0 : 2));
    // Three pixels with |∇x| = 2: (3 · 2³)^(q/3).
    const value = new GradientPower(4, 3, 1, 1, { p: 3, q: 2 }, 1e-6).value(step);
    expect(value).toBeCloseTo(24 ** (2 / 3), 4);
  });
});

describe('anisotropic total variation', () => {
  const prior = new AnisotropicTotalVariation(width, height, channels, 0.4);
  const x = normalVector(size, 7);

  it('is the supremum of ⟨∇x, p⟩ over |p| ≤ weight', () => {
    const field = new Float32Array(2 * size);
    prior.analysis.apply(x, field);
    const far = field.map((value) => value * 1e6);
    prior.conjugateProx(far);
    const supremum = far.reduce((sum, value, i) => sum + value * field[i]!, 0);
    expect(prior.value(x)).toBeCloseTo(supremum, 4);
  });

  it('ascends as gradient, step and projection do one after the other', () => {
    const start = normalVector(2 * size, 8).map((value) => 0.3 * value);
    const fused = start.slice();
    prior.ascend(x, 0.25, fused);
    const field = new Float32Array(2 * size);
    prior.analysis.apply(x, field);
    const expected = start.map((value, i) => value + 0.25 * field[i]!);
    prior.conjugateProx(expected);
    for (let i = 0; i < fused.length; i++) expect(fused[i]).toBeCloseTo(expected[i]!, 6);
  });
});

it('soft thresholds and projections make Moreau’s decomposition', () => {
  const x = normalVector(size, 9);
  const clamp = (p: Float32Array, _s: number, out: Float32Array) => new Box(-0.7, 0.7).prox(p, 1, out);
  const sparsity = new Sparsity(0.7);
  expect(moreauDefect((u, s, out) => sparsity.prox(u, s, out), clamp, x, 0.4)).toBeLessThan(1e-6);
  const groups = new GroupSparsity(size, 2, 0.7);
  const project = (p: Float32Array, _s: number, out: Float32Array) => {
    const half = size / 2;
    for (let i = 0; i < half; i++) {
      const factor = Math.min(1, 0.7 / Math.hypot(p[i]!, p[i + half]!));
      out[i] = factor * p[i]!;
      out[i + half] = factor * p[i + half]!;
    }
  };
  expect(moreauDefect((u, s, out) => groups.prox(u, s, out), project, x, 0.4)).toBeLessThan(1e-6);
});
