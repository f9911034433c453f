import { LeastSquares } from '../dataTerms/leastSquares.ts';
import type { BoundedOperator, LinearOperator } from '../operators/linearOperator.ts';
import { Sparsity } from '../priors/sparsity.ts';
import { Fista, Ista } from '../solvers/forwardBackward.ts';

const stepsBetweenGaps = 20;
const mostSteps = 20_000;

/** A solver of min ½‖A x − b‖² + µ‖x‖₁ that begins at 0, its step 1/‖A‖². */
export function lassoSolver(
  Solver: typeof Ista | typeof Fista,
  dictionary: BoundedOperator,
  data: Float32Array,
  weight: number,
): Ista | Fista {
  const start = new Float32Array(dictionary.inputSize);
  return new Solver(new LeastSquares(dictionary, data), new Sparsity(weight), start);
}

/** ½‖A x − b‖² + µ‖x‖₁, in double precision but for A x. */
export function lassoObjective(
  dictionary: LinearOperator,
  data: Float32Array,
  weight: number,
  x: Float32Array,
): number {
  const image = new Float32Array(data.length);
  dictionary.apply(x, image);
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i]! - image[i]!) ** 2 / 2;
  for (const entry of x) sum += weight * Math.abs(entry);
  return sum;
}

/**
 * By how much, as a share of it, the objective at x may lie above the least: its distance to the dual
 * ½‖b‖² − ½‖b − r‖² at the residual r, scaled until ‖Aᵀr‖∞ ≤ µ.
 */
export function lassoGap(
  dictionary: LinearOperator,
  data: Float32Array,
  weight: number,
  x: Float32Array,
): number {
  const residual = new Float32Array(data.length);
  dictionary.apply(x, residual);
  for (let i = 0; i < data.length; i++) residual[i] = data[i]! - residual[i]!;
  const correlation = new Float32Array(x.length);
  dictionary.applyAdjoint(residual, correlation);
  let largest = weight;
  for (const value of correlation) largest = Math.max(largest, Math.abs(value));
  let dual = 0;
  for (let i = 0; i < data.length; i++)
    dual += (data[i]! ** 2 - (data[i]! - (residual[i]! * weight) / largest) ** 2) / 2;
  const primal = lassoObjective(dictionary, data, weight, x);
  return primal === 0 ? 0 : (primal - dual) / primal;
}

/**
 * The minimiser, to a relative duality gap, by FISTA.
 * @throws RangeError where single precision does not allow that gap
 */
export function solveLasso(
  dictionary: BoundedOperator,
  data: Float32Array,
  weight: number,
  gap = 1e-6,
): Float32Array {
  const solver = lassoSolver(Fista, dictionary, data, weight);
  for (let step = 0; step <= mostSteps; step++) {
    const x = solver.solution();
    if (step % stepsBetweenGaps === 0 && lassoGap(dictionary, data, weight, x) <= gap) return x.slice();
    solver.step();
  }
  throw new RangeError(`no gap of ${gap} within ${mostSteps} steps`);
}
