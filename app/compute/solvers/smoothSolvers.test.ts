import { describe, expect, it } from 'vitest';
import { SmoothSum } from '../dataTerms/smoothSum.ts';
import { Equality } from '../dataTerms/equality.ts';
import { LeastSquares } from '../dataTerms/leastSquares.ts';
import { createImage, type Image } from '../image.ts';
import { Identity } from '../operators/identity.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { Sobolev } from '../priors/sobolev.ts';
import { dot } from '../testing/adjointTest.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { ConjugateGradient } from './conjugateGradient.ts';
import { GradientDescent, SteepestDescent } from './gradientDescent.ts';
import { HeatFlow, heatAt, longestHeatStep } from './heatFlow.ts';
import type { Solver } from './iterate.ts';
import { NewtonTv } from './newtonTv.ts';
import { ProjectedGradient } from './projectedGradient.ts';
import { RofDual } from './rofDual.ts';
import { TvFlow } from './tvFlow.ts';

const eigenvalues = Float32Array.of(1, 2, 4, 7, 10);
const b = Float32Array.of(1, -2, 3, 4, -5);
/** ½⟨x, A x⟩ − ⟨b, x⟩ with a diagonal A. */
const quadratic = {
  lipschitz: 10,
  value: (x: Float32Array) =>
    x.reduce((sum, value, i) => sum + (eigenvalues[i]! * value * value) / 2 - b[i]! * value, 0),
  gradient: (x: Float32Array, out: Float32Array) =>
    x.forEach((value, i) => (out[i] = eigenvalues[i]! * value - b[i]!)),
};
const system = {
  apply: (x: Float32Array, out: Float32Array) => x.forEach((value, i) => (out[i] = eigenvalues[i]! * value)),
};
const exact = b.map((value, i) => value / eigenvalues[i]!);
const error = (x: Float32Array, y: Float32Array) =>
  Math.sqrt(x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0));
const rootMeanSquare = (x: Float32Array, y: Float32Array) => error(x, y) / Math.sqrt(x.length);

function run(solver: Solver, steps: number): void {
  for (let i = 0; i < steps; i++) solver.step();
}

describe('gradient descent', () => {
  it('converges at the rate of the best fixed step, (L − m)/(L + m), and no faster', () => {
    const solver = new GradientDescent(quadratic, new Float32Array(5), { strongConvexity: 1 });
    const errors = [error(solver.solution(), exact)];
    for (let i = 0; i < 40; i++) {
      solver.step();
      errors.push(error(solver.solution(), exact));
      expect(errors.at(-1)).toBeLessThanOrEqual((9 / 11) * errors.at(-2)! + 1e-6);
    }
    expect((errors[40]! / errors[20]!) ** (1 / 20)).toBeCloseTo(9 / 11, 2);
  });

  it('lowers the objective at every step with 1/L', () => {
    const solver = new GradientDescent(quadratic, new Float32Array(5));
    let last = 0;
    for (let i = 0; i < 30; i++) {
      solver.step();
      const value = quadratic.value(solver.solution());
      expect(value).toBeLessThanOrEqual(last + 1e-6);
      last = value;
    }
    expect(last).toBeCloseTo(quadratic.value(exact), 2);
  });

  it('refuses a step that diverges', () => {
    expect(() => new GradientDescent(quadratic, b, { step: 0.21 })).toThrow('diverges');
    expect(() => new ProjectedGradient(quadratic, new Equality(mask, b), b, 0.21)).toThrow('diverges');
  });
});

describe('steepest descent with the exact line search', () => {
  it('makes consecutive gradients orthogonal', () => {
    const solver = new SteepestDescent(system, b, new Float32Array(5));
    for (let i = 0; i < 12; i++) {
      const before = solver.gradient().slice();
      solver.step();
      const after = solver.gradient();
      expect(Math.abs(dot(before, after)) / Math.sqrt(dot(before, before) * dot(after, after))).toBeLessThan(
        1e-3,
      );
    }
  });

  it('shrinks the error in the norm of A by (κ − 1)/(κ + 1) or better, down to the solution', () => {
    const solver = new SteepestDescent(system, b, new Float32Array(5));
    const energy = () => quadratic.value(solver.solution()) - quadratic.value(exact);
    let last = energy();
    for (let i = 0; i < 20; i++) {
      solver.step();
      expect(Math.sqrt(Math.max(0, energy()))).toBeLessThanOrEqual((9 / 11) * Math.sqrt(last) + 1e-3);
      last = Math.max(0, energy());
    }
    run(solver, 60);
    expect(error(solver.solution(), exact)).toBeLessThan(1e-5);
  });

  it('needs one step where all eigenvalues are the same, and stays at the solution', () => {
    const solver = new SteepestDescent(
      { apply: (x, out) => x.forEach((value, i) => (out[i] = 3 * value)) },
      b,
      new Float32Array(5),
    );
    const { objective, criterion } = solver.step();
    expect(criterion).toBeLessThan(1e-6);
    expect(objective).toBeCloseTo(-dot(b, b) / 6, 4);
    run(solver, 3);
    expect(
      error(
        solver.solution(),
        b.map((value) => value / 3),
      ),
    ).toBeLessThan(1e-6);
  });
});

const mask = { width: 5, height: 1, data: Uint8Array.of(0, 1, 1, 1, 0) };

describe('projected gradient', () => {
  it('fills a row between two known ends by a straight line', () => {
    const y = Float32Array.of(0.2, 0, 0, 0, 1);
    const solver = new ProjectedGradient(new Sobolev(5, 1, 1), new Equality(mask, y), y);
    run(solver, 400);
    solver.solution().forEach((value, i) => {
      expect(value).toBeCloseTo(0.2 + 0.2 * i, 5);
    });
    expect(solver.step().criterion).toBeLessThan(1e-5);
  });

  it('finds the minimiser in a box where it is known', () => {
    const box = {
      prox: (x: Float32Array, _step: number, out: Float32Array) =>
        x.forEach((value, i) => (out[i] = Math.min(0.5, Math.max(-0.5, value)))),
    };
    const solver = new ProjectedGradient(quadratic, box, new Float32Array(5));
    run(solver, 200);
    // The quadratic is a sum over coordinates, so that each is clipped by itself.
    solver.solution().forEach((value, i) => {
      expect(value).toBeCloseTo(Math.min(0.5, Math.max(-0.5, exact[i]!)), 5);
    });
  });
});

describe('heat flow', () => {
  const picture = syntheticPicture(31, 22, 2);

  it('agrees in small explicit steps with the cosine transform', () => {
    const flow = new HeatFlow(picture, 0.01);
    run(flow, 200);
    const [stepped, direct] = [new Float32Array(picture.data.length), new Float32Array(picture.data.length)];
    flow.solution(stepped);
    heatAt(picture, flow.time, 'reflect', direct);
    expect(flow.time).toBeCloseTo(2, 10);
    expect(rootMeanSquare(stepped, direct)).toBeLessThan(2e-4);
  });

  it('lets a mode decay as its eigenvalue says', () => {
    const row = createImage(16, 1, 1);
    const mode = (i: number) => Math.cos((Math.PI * 3 * (i + 0.5)) / 16);
    for (let i = 0; i < 16; i++) row.data[i] = mode(i);
    const out = new Float32Array(16);
    heatAt(row, 1.7, 'reflect', out);
    const decay = Math.exp(-1.7 * 4 * Math.sin((Math.PI * 3) / 32) ** 2);
    out.forEach((value, i) => {
      expect(value).toBeCloseTo(decay * mode(i), 5);
    });
  });

  it('spreads a point to a Gaussian of variance 2t per axis', () => {
    const point = createImage(41, 41, 1);
    point.data[20 * 41 + 20] = 1;
    const out = new Float32Array(41 * 41);
    heatAt(point, 4.5, 'reflect', out);
    let variance = 0;
    out.forEach((value, i) => (variance += value * ((i % 41) - 20) ** 2));
    expect(variance).toBeCloseTo(9, 1);
  });

  it('keeps within its range at the longest step, and refuses longer ones', () => {
    const noise = { width: 12, height: 9, channels: 1, data: normalVector(108, 3) };
    const flow = new HeatFlow(noise, longestHeatStep);
    const out = new Float32Array(108);
    let last = Infinity;
    for (let i = 0; i < 60; i++) {
      const { objective } = flow.step();
      if (objective === undefined) continue;
      expect(objective).toBeLessThan(last);
      last = objective;
    }
    expect(last).toBeLessThan(new Sobolev(12, 9, 1).value(noise.data) / 10);
    flow.solution(out);
    expect(Math.max(...out)).toBeLessThanOrEqual(Math.max(...noise.data));
    expect(() => new HeatFlow(noise, 0.26)).toThrow('diverges');
  });
});

describe('total variation flow', () => {
  it('moves the sides of a step together at the speed 1/length each', () => {
    const row = createImage(30, 1, 1);
    row.data.fill(0.2, 0, 10);
    row.data.fill(0.9, 10);
    const flow = new TvFlow(row, 1e-3);
    while (flow.time < 1.5) flow.step();
    const out = new Float32Array(30);
    flow.solution(out);
    // ε bends each side by as much as the flow of its own length needs: ε per pixel.
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(out.subarray(0, 10))).toBeCloseTo(0.2 + flow.time / 10, 3);
    expect(mean(out.subarray(10))).toBeCloseTo(0.9 - flow.time / 20, 3);
    for (const side of [out.subarray(0, 10), out.subarray(10)])
      expect(Math.max(...side) - Math.min(...side)).toBeLessThan(side.length * 1e-3);
  });

  it('agrees with ROF at small times, keeps the mean and lowers the variation', () => {
    const noisy = withNoise(syntheticPicture(32, 24, 1), 20, 5);
    const flow = new TvFlow(noisy, 2e-3);
    let last = Infinity;
    while (flow.time < 0.02) {
      const { objective } = flow.step();
      if (objective === undefined) continue;
      expect(objective).toBeLessThanOrEqual(last * (1 + 1e-6));
      last = objective;
    }
    const [out, implicit] = [new Float32Array(noisy.data.length), new Float32Array(noisy.data.length)];
    flow.solution(out);
    const rof = new RofDual(noisy, flow.time);
    for (let i = 0; i < 400; i++) rof.step();
    rof.solution(implicit);
    const mean = (x: Float32Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
    expect(mean(out)).toBeCloseTo(mean(noisy.data), 5);
    expect(rootMeanSquare(out, implicit)).toBeLessThan(0.2 * rootMeanSquare(noisy.data, implicit));
  });

  it('refuses a step that diverges', () => {
    expect(() => new TvFlow(createImage(3, 3, 1), 0.1, 0.026)).toThrow('diverges');
  });
});

describe('Newton’s method on the smoothed total variation', () => {
  const noisy: Image = withNoise(syntheticPicture(32, 24, 3), 20, 9);
  const { width, height, channels, data } = noisy;
  const problem = (weight: number, epsilon: number) => ({
    dataTerm: new LeastSquares(new Identity(data.length), data),
    prior: new SmoothedTotalVariation(width, height, channels, weight, epsilon),
  });

  it('lowers the objective at every step and ends quadratically', () => {
    const { dataTerm, prior } = problem(0.08, 0.05);
    const solver = new NewtonTv(dataTerm, prior, data);
    let last = Infinity;
    const criteria: number[] = [];
    for (let i = 0; i < 12; i++) {
      const { objective, criterion } = solver.step();
      expect(objective).toBeLessThanOrEqual(last * (1 + 1e-6));
      last = objective!;
      criteria.push(criterion!);
    }
    expect(Math.min(...criteria)).toBeLessThan(1e-5);
    // The order of convergence between the last three gradients that rounding does not blur.
    const seen = criteria.slice(3).filter((value) => value > 2e-6);
    const [first, second, third] = seen.slice(-3);
    expect(Math.log(third! / second!) / Math.log(second! / first!)).toBeGreaterThan(1.4);
  });

  it('agrees with gradient descent', () => {
    const { dataTerm, prior } = problem(0.08, 0.05);
    const newton = new NewtonTv(dataTerm, prior, data);
    run(newton, 12);
    const sum = new SmoothSum(dataTerm, prior, data.length);
    const descent = new GradientDescent(sum, data, { strongConvexity: 1 });
    run(descent, 400);
    expect(rootMeanSquare(newton.solution(), descent.solution())).toBeLessThan(1e-4);
  });

  it('tends to the solution of ROF as ε falls', () => {
    const rof = new RofDual(noisy, 0.08);
    for (let i = 0; i < 2000; i++) rof.step();
    const limit = new Float32Array(data.length);
    rof.solution(limit);
    let start = data;
    const distances = [0.03, 0.01, 0.003, 0.001, 0.0003].map((epsilon) => {
      const { dataTerm, prior } = problem(0.08, epsilon);
      const solver = new NewtonTv(dataTerm, prior, start);
      run(solver, 25);
      start = solver.solution().slice();
      return rootMeanSquare(start, limit);
    });
    for (let i = 1; i < distances.length; i++) expect(distances[i]).toBeLessThan(distances[i - 1]!);
    expect(distances.at(-1)).toBeLessThan(1e-3);
  });
});

it('conjugate gradients need as many steps as there are eigenvalues', () => {
  const solver = new ConjugateGradient(system, b, new Float32Array(5));
  for (let i = 0; i < 5; i++) solver.step();
  expect(error(solver.solution(), exact)).toBeLessThan(1e-5);
});
