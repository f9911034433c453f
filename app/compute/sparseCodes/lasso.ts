import { LeastSquares } from '../dataTerms/leastSquares.ts';
import type { DenseMatrix } from '../operators/denseMatrix.ts';
import type { BoundedOperator } from '../operators/linearOperator.ts';
import { Sparsity } from '../priors/sparsity.ts';
import { Fista, Ista } from '../solvers/forwardBackward.ts';

const sweepsBetweenGaps = 10;
const mostSweeps = 20_000;

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

/** Of single or double precision. */
type Vector = Float32Array | Float64Array;

/** ½‖A x − b‖² + µ‖x‖₁, in double precision. */
export function lassoObjective(
  dictionary: DenseMatrix,
  data: Float32Array,
  weight: number,
  x: Vector,
): number {
  return squares(residualOf(dictionary, data, x)) / 2 + weight * absolutes(x);
}

/**
 * By how much, as a share of it, the objective at x may lie above the least: its distance to the dual
 * ½‖b‖² − ½‖b − r‖² at the residual r, scaled until ‖Aᵀr‖∞ ≤ µ.
 */
export function lassoGap(dictionary: DenseMatrix, data: Float32Array, weight: number, x: Vector): number {
  const residual = residualOf(dictionary, data, x);
  let largest = weight;
  for (let j = 0; j < x.length; j++)
    largest = Math.max(largest, Math.abs(product(dictionary.column(j), residual)));
  let dual = 0;
  for (let i = 0; i < data.length; i++)
    dual += (data[i]! ** 2 - (data[i]! - (residual[i]! * weight) / largest) ** 2) / 2;
  const primal = squares(residual) / 2 + weight * absolutes(x);
  return primal === 0 ? 0 : (primal - dual) / primal;
}

/**
 * The minimiser, to a relative duality gap, by coordinate descent (Friedman, Hastie, Höfling and Tibshirani 2007)
 * in double precision: in single such a gap is not reached.
 */
export function solveLasso(
  dictionary: DenseMatrix,
  data: Float32Array,
  weight: number,
  gap = 1e-6,
): Float64Array {
  const x = new Float64Array(dictionary.inputSize);
  const residual = Float64Array.from(data);
  const lengths = Array.from(x, (_, j) => squares(dictionary.column(j)));
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    if (sweep % sweepsBetweenGaps === 0 && lassoGap(dictionary, data, weight, x) <= gap) return x;
    for (let j = 0; j < x.length; j++) {
      const column = dictionary.column(j);
      const [before, length] = [x[j]!, lengths[j]!];
      const value = product(column, residual) + length * before;
      const after = (value - Math.max(-weight, Math.min(weight, value))) / length;
      if (after === before) continue;
      x[j] = after;
      for (let i = 0; i < residual.length; i++) residual[i] = residual[i]! + (before - after) * column[i]!;
    }
  }
  throw new RangeError(`no gap of ${gap} within ${mostSweeps} sweeps`);
}

function residualOf(dictionary: DenseMatrix, data: Float32Array, x: Vector): Float64Array {
  const residual = Float64Array.from(data);
  for (let j = 0; j < x.length; j++) {
    const factor = x[j]!;
    if (factor === 0) continue;
    const column = dictionary.column(j);
    for (let i = 0; i < residual.length; i++) residual[i] = residual[i]! - factor * column[i]!;
  }
  return residual;
}

function product(a: Float32Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function squares(x: Vector): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return sum;
}

function absolutes(x: Vector): number {
  let sum = 0;
  for (const value of x) sum += Math.abs(value);
  return sum;
}
