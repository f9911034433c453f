import { describe, expect, it } from 'vitest';
import { LeastSquares } from '../dataTerms/leastSquares.ts';
import { SquaredL2 } from '../dataTerms/squaredL2.ts';
import { createImage } from '../image.ts';
import { Identity } from '../operators/identity.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { OperatorGraph, SplitTerm } from '../priors/splitting.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { normalVector } from '../testing/random.ts';
import { Admm } from './admm.ts';
import { ChambolleDual } from './chambolleDual.ts';
import { ChambollePock } from './chambollePock.ts';
import { DouglasRachford } from './douglasRachford.ts';
import { NewtonTv } from './newtonTv.ts';
import { ConjugateGradientStep } from './quadraticStep.ts';
import { RofDual } from './rofDual.ts';
import { rofGap } from './rofGap.ts';

const [width, height, channels, weight] = [21, 17, 3, 0.1];
const size = width * height * channels;

/** A square and a disk under noise. */
const y = createImage(width, height, channels);
const noise = normalVector(size, 4);
for (let i = 0; i < size; i++) {
  const [column, row] = [i % width, Math.floor(i / width) % height];
  y.data[i] = (column > 13 ? 0.7 : 0.2) + (Math.hypot(column - 7, row - 8) < 4 ? 0.5 : 0) + 0.1 * noise[i]!;
}

const prior = new TotalVariation(width, height, channels, weight);
const squared = new SquaredL2(y.data);
const gradient = prior.analysis;
const scratch = new Float32Array(size);

const gapOf = (x: Float32Array, dual: Float32Array) => {
  const { primal, dual: bound } = rofGap(gradient, y.data, weight, x, dual, scratch);
  return primal - bound;
};

/** x, and its gap where the solver has a dual variable of its own. */
interface Solved {
  readonly x: Float32Array;
  readonly gap: number;
}

function byDual(): Solved {
  const solver = new RofDual(y, weight);
  for (let k = 0; k < 3000; k++) solver.step();
  const x = new Float32Array(size);
  solver.solution(x);
  const { primal, dual } = solver.gap();
  return { x, gap: primal - dual };
}

function byChambolle(): Solved {
  const solver = new ChambolleDual(y, weight);
  let gap = Infinity;
  for (let k = 0; k < 3000; k++) {
    const { objective, dual } = solver.step();
    if (objective !== undefined && dual !== undefined) gap = objective - dual;
  }
  return { x: solver.solution(), gap };
}

function byPrimalDual(kind: 'fixed' | 'adaptive' | 'accelerated'): Solved {
  const solver = new ChambollePock(prior, squared, y.data, {
    ...(kind === 'accelerated' ? { kind, convexity: 1 } : { kind }),
    primalStep: 0.3,
  });
  for (let k = 0; k < 3000; k++) solver.step();
  return { x: solver.solution(), gap: gapOf(solver.solution(), solver.dualSolution()) };
}

function byDouglasRachford(): Solved {
  const start = new Float32Array(3 * size);
  start.set(y.data);
  gradient.apply(y.data, start.subarray(size));
  const solver = new DouglasRachford(
    new SplitTerm(squared, prior),
    new OperatorGraph(gradient),
    start,
    0.3,
    1.5,
  );
  for (let k = 0; k < 3000; k++) solver.step();
  const subgradient = new Float32Array(3 * size);
  solver.subgradient(subgradient);
  const x = solver.solution().slice(0, size);
  return { x, gap: gapOf(x, subgradient.subarray(size)) };
}

function byAdmm(): Solved {
  const identity = new Identity(size);
  const solver = new Admm(identity, y.data, prior, new ConjugateGradientStep(identity, gradient), y.data, 1);
  for (let k = 0; k < 200; k++) solver.step();
  const dual = new Float32Array(2 * size);
  solver.dualSolution(dual);
  return { x: solver.solution(), gap: gapOf(solver.solution(), dual) };
}

/** Smoothed by an ever smaller ε; ∇x / √(|∇x|² + ε²) is its dual variable. */
function byNewton(): Solved {
  const dataTerm = new LeastSquares(new Identity(size), y.data);
  let x = y.data.slice();
  let epsilon = 0.1;
  for (; epsilon > 2e-5; epsilon /= 4) {
    const smoothed = new SmoothedTotalVariation(width, height, channels, weight, epsilon);
    const solver = new NewtonTv(dataTerm, smoothed, x);
    for (let k = 0; k < 25; k++) solver.step();
    x = solver.solution().slice();
  }
  const dual = new Float32Array(2 * size);
  gradient.apply(x, dual);
  const pixels = width * height;
  for (let i = 0; i < pixels; i++) {
    let squared = (4 * epsilon) ** 2;
    for (let at = i; at < dual.length; at += pixels) squared += dual[at]! ** 2;
    for (let at = i; at < dual.length; at += pixels) dual[at] = (weight * dual[at]!) / Math.sqrt(squared);
  }
  return { x, gap: gapOf(x, dual) };
}

const solved: Record<string, Solved> = {
  'FGP on the dual': byDual(),
  'Chambolle’s fixed point': byChambolle(),
  'Chambolle–Pock': byPrimalDual('fixed'),
  'Chambolle–Pock, accelerated': byPrimalDual('accelerated'),
  'Chambolle–Pock, adaptive': byPrimalDual('adaptive'),
  'Douglas–Rachford': byDouglasRachford(),
  ADMM: byAdmm(),
  'Newton, ε → 0': byNewton(),
};

describe('ROF by different solvers', () => {
  it.each(Object.entries(solved))('%s closes the gap to 1e-6 a value', (_name, { gap }) => {
    expect(gap).toBeGreaterThan(-1e-6 * size);
    expect(gap).toBeLessThan(1e-6 * size);
  });

  it('has one solution, whoever finds it', () => {
    for (const [a, { x: first }] of Object.entries(solved))
      for (const [b, { x: second }] of Object.entries(solved)) {
        const squares = first.reduce((sum, value, i) => sum + (value - second[i]!) ** 2, 0);
        expect(Math.sqrt(squares / size), `${a} and ${b}`).toBeLessThan(1e-3);
      }
  });
});
