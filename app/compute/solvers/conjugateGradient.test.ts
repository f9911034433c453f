import { describe, expect, it } from 'vitest';
import { applyDirichletLaplacian } from '../kernels/graphLaplacian.ts';
import { bendingForce } from '../kernels/thinPlate.ts';
import { normalVector, uniform } from '../testing/random.ts';
import { ConjugateGradient } from './conjugateGradient.ts';
import { LaplaceMultigrid } from './laplaceMultigrid.ts';
import { PlateMultigrid } from './plateMultigrid.ts';

describe('conjugate gradients', () => {
  const diagonal = Float64Array.of(1, 2, 5, 9, 20);
  const scaled = (x: Float64Array, out: Float64Array) => diagonal.forEach((d, i) => (out[i] = d * x[i]!));

  it('solve a system of n unknowns in n steps', () => {
    const b = Float64Array.of(1, -2, 3, 4, -5);
    const solver = new ConjugateGradient({ apply: scaled }, b, new Float64Array(5));
    for (let i = 0; i < 5; i++) solver.step();
    expect(solver.relativeResidual).toBeLessThan(1e-12);
    solver.solution().forEach((x, i) => {
      expect(x).toBeCloseTo(b[i]! / diagonal[i]!, 12);
    });
    // The minimum of ½⟨x, A x⟩ − ⟨b, x⟩ is −½⟨b, A⁻¹ b⟩.
    expect(solver.decrease).toBeCloseTo(
      b.reduce((sum, v, i) => sum + v ** 2 / diagonal[i]! / 2, 0),
      12,
    );
  });

  it('solve it in one step with the exact inverse, and stay there', () => {
    const precondition = (r: Float64Array, out: Float64Array) =>
      diagonal.forEach((d, i) => (out[i] = r[i]! / d));
    const solver = new ConjugateGradient(
      { apply: scaled, precondition },
      Float64Array.of(1, 2, 3, 4, 5),
      new Float64Array(5),
    );
    for (let i = 0; i < 4; i++) solver.step();
    expect(solver.relativeResidual).toBeLessThan(1e-12);
    for (const value of solver.solution()) expect(Number.isFinite(value)).toBe(true);
  });

  it('are done at once with nothing to solve', () => {
    const solver = new ConjugateGradient({ apply: scaled }, new Float64Array(5), new Float64Array(5));
    solver.step();
    expect(solver.relativeResidual).toBe(0);
  });
});

const [width, height] = [37, 26];

function maskOf(isUnknown: (x: number, y: number) => boolean) {
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    isUnknown(i % width, Math.floor(i / width)) ? 1 : 0,
  );
  return { width, height, data };
}

const next = uniform(4);
const masks = {
  'a hole': maskOf((x, y) => x > 3 && x < 33 && y > 2 && y < 22),
  'scattered pixels': maskOf(() => next() < 0.8),
  'a hole at the corner': maskOf((x, y) => x < 20 && y < 20),
};

const solvers = {
  Laplacian: {
    create: (mask: (typeof masks)['a hole']) => new LaplaceMultigrid(mask),
    apply: applyDirichletLaplacian,
    steps: 25,
  },
  plate: {
    create: (mask: (typeof masks)['a hole']) => new PlateMultigrid(mask),
    apply: bendingForce,
    steps: 70,
  },
};

describe.each(Object.entries(solvers))('multigrid for the %s', (_operator, { create, apply, steps }) => {
  describe.each(Object.entries(masks))('on %s', (_mask, mask) => {
    const multigrid = create(mask);
    const random = (seed: number) =>
      Float64Array.from(normalVector(width * height, seed), (v, i) => v * mask.data[i]!);
    const times = (x: Float64Array) => {
      const out = new Float64Array(x.length);
      multigrid.apply(x, out);
      return out;
    };
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

    it('is symmetric and positive', () => {
      const [a, b] = [random(1), random(2)];
      expect(dot(times(a), b) / Math.sqrt(dot(a, times(a)) * dot(b, times(b)))).toBeCloseTo(
        dot(a, times(b)) / Math.sqrt(dot(a, times(a)) * dot(b, times(b))),
        4,
      );
      expect(dot(a, times(a))).toBeGreaterThan(0);
    });

    it('makes conjugate gradients converge in few steps', () => {
      const b = random(3);
      const solver = new ConjugateGradient<Float64Array>(
        {
          apply: (x, out) => apply(mask.data, width, height, x, out),
          precondition: (r, out) => multigrid.apply(r, out),
        },
        b,
        new Float64Array(b.length),
      );
      for (let i = 0; i < steps; i++) solver.step();
      expect(solver.relativeResidual).toBeLessThan(1e-6);
    });
  });
});
