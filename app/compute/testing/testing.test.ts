import { describe, expect, it } from 'vitest';
import type { LinearOperator } from '../operators/linearOperator.ts';
import { adjointDefect, dot, linearityDefect } from './adjointTest.ts';
import { gradientDefect } from './gradientTest.ts';
import { moreauDefect, proxDefect } from './proxTest.ts';
import { normalVector } from './random.ts';

/** x ↦ x moved by one place, cyclically; its adjoint moves back. */
function shift(wrongAdjoint: boolean): LinearOperator {
  const move = (x: Float32Array, out: Float32Array, by: number) =>
    x.forEach((value, i) => (out[(i + by + x.length) % x.length] = value));
  return {
    inputSize: 20,
    outputSize: 20,
    apply: (x, out) => move(x, out, 1),
    applyAdjoint: (y, out) => move(y, out, wrongAdjoint ? 1 : -1),
  };
}

describe('the checks pass what is right and catch what is wrong', () => {
  it('adjoint and linearity', () => {
    expect(adjointDefect(shift(false), 1)).toBeLessThan(1e-6);
    expect(adjointDefect(shift(true), 1)).toBeGreaterThan(1e-2);
    const affine: LinearOperator = {
      ...shift(false),
      apply: (x, out) => out.set(x.map((value) => value + 1)),
    };
    expect(linearityDefect(shift(false), 2)).toBeLessThan(1e-6);
    expect(linearityDefect(affine, 2)).toBeGreaterThan(1e-2);
  });

  it('prox of the absolute value', () => {
    const value = (x: Float32Array) => x.reduce((sum, entry) => sum + Math.abs(entry), 0);
    const shrink = (factor: number) => (x: Float32Array, step: number, out: Float32Array) =>
      x.forEach((entry, i) => (out[i] = Math.sign(entry) * Math.max(0, Math.abs(entry) - factor * step)));
    const clamp = (x: Float32Array, _step: number, out: Float32Array) =>
      x.forEach((entry, i) => (out[i] = Math.min(1, Math.max(-1, entry))));
    const x = normalVector(12, 3);
    expect(proxDefect(value, shrink(1), x, 0.4, 5)).toBeLessThan(1e-6);
    expect(proxDefect(value, shrink(2), x, 0.4, 5)).toBeGreaterThan(1e-3);
    expect(moreauDefect(shrink(1), clamp, x, 0.4)).toBeLessThan(1e-6);
    expect(moreauDefect(shrink(2), clamp, x, 0.4)).toBeGreaterThan(1e-2);
  });

  it('gradient of a quartic', () => {
    const value = (x: Float32Array) => x.reduce((sum, entry) => sum + entry ** 4, 0) + dot(x, x) / 2;
    const gradient = (factor: number) => (x: Float32Array) => x.map((entry) => factor * entry ** 3 + entry);
    const x = normalVector(15, 4);
    expect(gradientDefect(value, gradient(4), x, 9)).toBeLessThan(1e-3);
    expect(gradientDefect(value, gradient(3), x, 9)).toBeGreaterThan(1e-2);
  });
});
