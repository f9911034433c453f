import { describe, expect, it } from 'vitest';
import { adjointDefect, linearityDefect } from '../testing/adjointTest.ts';
import { estimatedNormSquared, normalSolveDefect } from '../testing/operatorTest.ts';
import { normalVector } from '../testing/random.ts';
import { Divergence } from './divergence.ts';
import { Gradient } from './gradient.ts';
import { Identity } from './identity.ts';
import { Laplacian } from './laplacian.ts';
import { LaplacianSpectrum } from './laplacianSpectrum.ts';
import type { BoundedOperator, InvertibleNormal } from './linearOperator.ts';
import { Masking } from './mask.ts';
import { SymmetricGradient } from './symmetricGradient.ts';

const sizes = [
  [14, 11],
  [9, 1],
  [1, 9],
  [1, 1],
  [2, 2],
] as const;
const mask = {
  width: 7,
  height: 5,
  data: Uint8Array.from({ length: 35 }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0)),
};

const invertible: [string, InvertibleNormal][] = [
  ['identity', new Identity(30)],
  ['mask', new Masking(mask, 3)],
  ...sizes.map(([w, h]): [string, InvertibleNormal] => [`gradient ${w} × ${h}`, new Gradient(w, h, 2)]),
  ...sizes.map(([w, h]): [string, InvertibleNormal] => [
    `reflecting Laplacian ${w} × ${h}`,
    new Laplacian(w, h, 2, 'reflect'),
  ]),
  ...sizes.map(([w, h]): [string, InvertibleNormal] => [
    `periodic Laplacian ${w} × ${h}`,
    new Laplacian(w, h, 2, 'periodic'),
  ]),
];
const bounded: [string, BoundedOperator][] = [
  ...invertible,
  ...sizes.map(([w, h]): [string, BoundedOperator] => [`divergence ${w} × ${h}`, new Divergence(w, h, 2)]),
  ...sizes.map(([w, h]): [string, BoundedOperator] => [
    `symmetrised gradient ${w} × ${h}`,
    new SymmetricGradient(w, h, 2),
  ]),
];

describe.each(bounded)('%s', (_name, operator) => {
  it('is linear, has the exact adjoint and a norm within its bound', () => {
    expect(adjointDefect(operator, 3)).toBeLessThan(1e-6);
    expect(linearityDefect(operator, 4)).toBeLessThan(1e-5);
    expect(estimatedNormSquared(operator, 5)).toBeLessThanOrEqual(operator.normSquared * (1 + 1e-5));
  });
});

describe.each(invertible)('%s', (_name, operator) => {
  it('inverts AᵀA + c as conjugate gradients do', () => {
    for (const shift of [0.05, 2]) expect(normalSolveDefect(operator, shift, 6)).toBeLessThan(1e-4);
  });
});

describe('bounds are tight on large images', () => {
  it.each([
    ['gradient', new Gradient(40, 40, 1)],
    ['symmetrised gradient', new SymmetricGradient(40, 40, 1)],
    ['divergence', new Divergence(40, 40, 1)],
    ['reflecting Laplacian', new Laplacian(40, 40, 1, 'reflect')],
  ])('%s', (_name, operator) => {
    expect(estimatedNormSquared(operator, 7, 2000) / operator.normSquared).toBeGreaterThan(0.97);
  });
});

describe('the operators belong together', () => {
  const [width, height] = [8, 6];
  const x = normalVector(width * height, 8);

  it('div is −∇ᵀ, and div ∇ the reflecting Laplacian', () => {
    const field = new Float32Array(2 * x.length);
    const [byParts, direct, adjoint] = [x.slice(), x.slice(), x.slice()];
    const gradient = new Gradient(width, height, 1);
    gradient.apply(x, field);
    new Divergence(width, height, 1).apply(field, byParts);
    gradient.applyAdjoint(field, adjoint);
    new Laplacian(width, height, 1, 'reflect').apply(x, direct);
    for (let i = 0; i < x.length; i++) {
      expect(byParts[i]).toBeCloseTo(direct[i]!, 5);
      expect(byParts[i]).toBe(-adjoint[i]!);
    }
  });

  it('the symmetrised gradient of a gradient vanishes for affine images alone', () => {
    const gradient = new Gradient(width, height, 1);
    const symmetric = new SymmetricGradient(width, height, 1);
    const secondDifferences = (image: Float32Array) => {
      const field = new Float32Array(gradient.outputSize);
      const out = new Float32Array(symmetric.outputSize);
      gradient.apply(image, field);
      symmetric.apply(field, out);
      return out;
    };
    const affine = x.map((_, i) => 0.25 * (i % width) - 0.5 * Math.floor(i / width));
    expect(secondDifferences(affine).every((value) => value === 0)).toBe(true);
    const product = x.map((_, i) => (i % width) * Math.floor(i / width));
    const shear = secondDifferences(product).subarray(2 * x.length);
    expect(shear[0]).toBeCloseTo(Math.SQRT2, 6);
    const square = secondDifferences(x.map((_, i) => (i % width) ** 2));
    expect([...square.subarray(0, width)]).toEqual([0, 2, 2, 2, 2, 2, 2, 0]);
  });

  it.each(['reflect', 'periodic'] as const)(
    'functions of the %s Laplacian act on its eigenvalues',
    (boundary) => {
      const laplacian = new Laplacian(width, height, 1, boundary);
      const spectrum = new LaplacianSpectrum(width, height, boundary);
      const out = new Float32Array(x.length);
      const expected = new Float32Array(x.length);
      spectrum.apply(x, (eigenvalue) => -eigenvalue, out);
      laplacian.apply(x, expected);
      for (let i = 0; i < x.length; i++) expect(out[i]).toBeCloseTo(expected[i]!, 4);
      // (c − w Δ) applied to the solution gives the right-hand side back.
      spectrum.solve(x, 0.3, 1.7, out);
      laplacian.apply(out, expected);
      for (let i = 0; i < x.length; i++) expect(0.3 * out[i]! - 1.7 * expected[i]!).toBeCloseTo(x[i]!, 5);
    },
  );
});
