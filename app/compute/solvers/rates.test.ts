import { describe, expect, it } from 'vitest';
import type { SmoothDataTerm } from '../dataTerms/dataTerm.ts';
import { SquaredL2 } from '../dataTerms/squaredL2.ts';
import { createImage } from '../image.ts';
import { dot } from '../kernels/vectors.ts';
import type { ProximalPrior } from '../priors/prior.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { normalVector } from '../testing/random.ts';
import { ChambolleDual } from './chambolleDual.ts';
import { ChambollePock } from './chambollePock.ts';
import { Fista, Ista } from './forwardBackward.ts';
import { RofDual } from './rofDual.ts';

/** The exponent r of the best fit error ≈ c · k^r over all k. */
function slope(errors: readonly (readonly [k: number, error: number])[]): number {
  const logs = errors.map(([k, error]) => [Math.log(k), Math.log(error)] as const);
  const mean = (at: 0 | 1) => logs.reduce((sum, entry) => sum + entry[at], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

/** ½ Σ dᵢ (xᵢ − cᵢ)²: every quadratic, seen in its eigenbasis. */
function quadratic(d: Float64Array, c: Float32Array): SmoothDataTerm {
  return {
    lipschitz: d.reduce((most, value) => Math.max(most, value), 0),
    value: (x) => x.reduce((sum, value, i) => sum + (d[i]! * (value - c[i]!) ** 2) / 2, 0),
    gradient: (x, out) => {
      for (let i = 0; i < x.length; i++) out[i] = d[i]! * (x[i]! - c[i]!);
    },
  };
}

/** λ‖x‖₁. */
function absolute(weight: number): ProximalPrior {
  return {
    value: (x) => weight * x.reduce((sum, value) => sum + Math.abs(value), 0),
    prox: (x, step, out) => {
      for (let i = 0; i < x.length; i++)
        out[i] = Math.sign(x[i]!) * Math.max(0, Math.abs(x[i]!) - step * weight);
    },
  };
}

describe('proximal gradient', () => {
  const n = 400;
  // Eigenvalues down to 1e-6 of the largest: as good as not strongly convex.
  const ill = Float64Array.from({ length: n }, (_, i) => 2 * 10 ** ((-6 * i) / n));
  const centre = normalVector(n, 3).map((value, i) => value * (i % 5 === 0 ? 3 : 0.02));
  const weight = 1e-5;
  // d (x − c) + λ sign x = 0: the soft threshold of c by λ / d.
  const solution = centre.map(
    (value, i) => Math.sign(value) * Math.max(0, Math.abs(value) - weight / ill[i]!),
  );
  const term = quadratic(ill, centre);
  const prior = absolute(weight);
  const least = term.value(solution) + prior.value(solution);
  const errorsOf = (solver: Ista | Fista, steps: number) =>
    Array.from({ length: steps }, (_, i) => {
      solver.step();
      return [i + 1, Math.max(1e-9, solver.objective() - least)] as const;
    });
  const start = new Float32Array(n);
  const distance = dot(solution, solution);

  it('ISTA falls at every step, below L ‖x₀ − x*‖² / 2k', () => {
    const errors = errorsOf(new Ista(term, prior, start), 1000);
    for (const [k, error] of errors) {
      expect(error).toBeLessThanOrEqual((term.lipschitz * distance) / (2 * k));
      if (k > 1) expect(error).toBeLessThan(errors[k - 2]![1] * (1 + 1e-5));
    }
  });

  it('FISTA stays below 2 L ‖x₀ − x*‖² / (k + 1)² and is far ahead of ISTA', () => {
    const errors = errorsOf(new Fista(term, prior, start), 1000);
    for (const [k, error] of errors)
      expect(error).toBeLessThanOrEqual((2 * term.lipschitz * distance) / (k + 1) ** 2);
    const slow = errorsOf(new Ista(term, prior, start), 300);
    expect(errors[299]![1]).toBeLessThan(0.1 * slow[299]![1]);
    expect(slope(errors.slice(10, 300))).toBeLessThan(-1.9);
    expect(slope(slow.slice(10, 300))).toBeGreaterThan(-1.5);
  });

  it('FISTA finds the solution, and converges geometrically on a strongly convex problem', () => {
    const well = Float64Array.from({ length: n }, (_, i) => 1 + (99 * i) / n);
    const strong = quadratic(well, centre);
    const best = centre.map((value, i) => Math.sign(value) * Math.max(0, Math.abs(value) - 0.5 / well[i]!));
    const distances = (solver: Ista | Fista) =>
      Array.from({ length: 160 }, () => {
        solver.step();
        return Math.sqrt(solver.solution().reduce((sum, v, i) => sum + (v - best[i]!) ** 2, 0));
      });
    const fast = distances(new Fista(strong, absolute(0.5), start));
    const slow = distances(new Ista(strong, absolute(0.5), start));
    // ISTA contracts by 1 − μ/L; with restarts FISTA gains the square root of that.
    for (let k = 10; k < 150; k += 10) expect(slow[k + 9]! / slow[k]!).toBeLessThan(0.99 ** 9 * 1.001);
    expect(fast[159]! / fast[0]!).toBeLessThan(1e-4);
    expect(fast[159]!).toBeLessThan(0.01 * slow[159]!);
  });
});

describe('solvers of ROF', () => {
  const [width, height] = [48, 40];
  const weight = 0.15;
  const y = createImage(width, height, 1);
  const noise = normalVector(width * height, 8);
  for (let i = 0; i < y.data.length; i++)
    y.data[i] = (Math.hypot((i % width) - 20, Math.floor(i / width) - 22) < 12 ? 0.8 : 0.2) + 0.1 * noise[i]!;
  const prior = new TotalVariation(width, height, 1, weight);
  const squared = new SquaredL2(y.data);
  const accurate = new Float32Array(y.data.length);
  const reference = new RofDual(y, weight);
  reference.advance(6000);
  reference.solution(accurate);
  const least = reference.gap().dual;
  const steps = [16, 24, 36, 54, 81, 122, 182, 273];

  const errorsOf = (solver: { step(): unknown }, error: () => number) => {
    const errors: (readonly [number, number])[] = [];
    for (let k = 1; k <= steps.at(-1)!; k++) {
      solver.step();
      if (steps.includes(k)) errors.push([k, Math.max(1e-9, error())]);
    }
    return errors;
  };
  const excess = (x: Float32Array) => squared.value(x) + prior.value(x) - least;

  it('FGP closes the objective as 1/k² or faster', () => {
    const solver = new RofDual(y, weight);
    const x = new Float32Array(y.data.length);
    const errors = errorsOf(solver, () => {
      solver.solution(x);
      return excess(x);
    });
    expect(slope(errors)).toBeLessThan(-1.8);
  });

  it('accelerated Chambolle–Pock does, in ‖x − x*‖²', () => {
    const solver = new ChambollePock(prior, squared, y.data, {
      kind: 'accelerated',
      primalStep: 0.3,
      convexity: 1,
    });
    const errors = errorsOf(solver, () =>
      solver.solution().reduce((sum, value, i) => sum + (value - accurate[i]!) ** 2, 0),
    );
    expect(slope(errors)).toBeLessThan(-1.8);
  });

  it('Chambolle’s fixed point and Chambolle–Pock with fixed steps close it as 1/k or faster', () => {
    const chambolle = new ChambolleDual(y, weight);
    expect(slope(errorsOf(chambolle, () => excess(chambolle.solution())))).toBeLessThan(-0.9);
    const fixed = new ChambollePock(prior, squared, y.data, { kind: 'fixed', primalStep: 0.3 });
    expect(slope(errorsOf(fixed, () => excess(fixed.solution())))).toBeLessThan(-0.9);
  });

  it('adaptive steps recover from a start that is far too short or too long', () => {
    const errorAfter = (primalStep: number, kind: 'fixed' | 'adaptive') => {
      const solver = new ChambollePock(prior, squared, y.data, { kind, primalStep });
      for (let k = 0; k < 300; k++) solver.step();
      return excess(solver.solution());
    };
    for (const step of [0.003, 30])
      expect(errorAfter(step, 'adaptive')).toBeLessThan(0.2 * errorAfter(step, 'fixed'));
  });

  it('the criterion falls below a tolerance only near the solution', () => {
    const solver = new ChambollePock(prior, squared, y.data, { kind: 'adaptive', primalStep: 0.3 });
    for (let k = 0; k < 5000; k++) {
      const { criterion } = solver.step();
      if (criterion !== undefined && criterion < 1e-4) break;
    }
    expect(excess(solver.solution()) / least).toBeLessThan(1e-3);
  });
});
