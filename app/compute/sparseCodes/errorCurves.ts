import type { DenseMatrix } from '../operators/denseMatrix.ts';
import type { BoundedOperator } from '../operators/linearOperator.ts';
import { Fista, Ista } from '../solvers/forwardBackward.ts';
import type { CodeSolver } from '../solvers/learnedShrinkage.ts';
import { lassoObjective, lassoSolver, solveLasso } from './lasso.ts';
import { drawSignal, type SignalModel } from './signals.ts';

/**
 * What the answers are compared with: the code that made the data, or the minimiser of the problem that the layers
 * unroll, ½‖A x − b‖² + µ‖x‖₁.
 */
export type SparseTarget = 'code' | 'lasso';

/** A way to find codes, one step at a time. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  /** The most steps: a network has as many layers. */
  readonly steps: number;
  /** Multiplications and additions of a step, zeros and all. */
  readonly flopsPerStep: number;
  start(data: Float32Array): CodeSolver;
}

export interface ErrorCurve extends Pick<Contestant, 'id' | 'title' | 'flopsPerStep'> {
  /** E‖x − target‖² / E‖target‖² after so many steps; the first is that of x = 0. */
  readonly error: number[];
  /** Mean of (E(x) − E*) / E*, where the target is the lasso's solution. */
  readonly excess: number[] | null;
}

export interface Trials {
  readonly target: SparseTarget;
  /** In dB; null for no noise. */
  readonly snr: number | null;
  readonly signals: number;
  readonly seed: number;
}

/** ISTA and FISTA on the lasso, as contestants. */
export function lassoContestants(dictionary: BoundedOperator, weight: number, steps: number): Contestant[] {
  const flopsPerStep = 4 * dictionary.inputSize * dictionary.outputSize;
  const solvers = [
    ['ista', 'ISTA', Ista],
    ['fista', 'FISTA', Fista],
  ] as const;
  return solvers.map(([id, title, Solver]) => ({
    id,
    title,
    steps,
    flopsPerStep,
    start: (data) => lassoSolver(Solver, dictionary, data, weight),
  }));
}

/** Runs every contestant on the same signals, yielding the share that is done after each signal. */
export async function* errorCurves(
  model: SignalModel & { readonly dictionary: DenseMatrix; readonly weight: number },
  contestants: readonly Contestant[],
  { target, snr, signals, seed }: Trials,
): AsyncGenerator<number, ErrorCurve[], void> {
  const { dictionary, weight } = model;
  const lasso = target === 'lasso';
  const curves = contestants.map(({ id, title, flopsPerStep, steps }) => ({
    id,
    title,
    flopsPerStep,
    error: new Array<number>(steps + 1).fill(0),
    excess: lasso ? new Array<number>(steps + 1).fill(0) : null,
  }));
  let scale = 0;
  for (let signal = 0; signal < signals; signal++) {
    const { code, data } = drawSignal(model, snr, seed, signal);
    const wanted = lasso ? solveLasso(dictionary, data, weight) : code;
    const least = lasso ? lassoObjective(dictionary, data, weight, wanted) : 0;
    scale += squaredDistance(wanted, new Float32Array(wanted.length));
    for (const [index, contestant] of contestants.entries()) {
      const { error, excess } = curves[index]!;
      const solver = contestant.start(data);
      for (let step = 0; step <= contestant.steps; step++) {
        if (step > 0) solver.step();
        const x = solver.solution();
        error[step]! += squaredDistance(x, wanted);
        if (excess) {
          const above = lassoObjective(dictionary, data, weight, x) - least;
          excess[step]! += above / least / signals;
        }
      }
    }
    yield await Promise.resolve((signal + 1) / signals);
  }
  return curves.map(({ error, ...rest }) => ({ ...rest, error: error.map((sum) => sum / scale) }));
}

function squaredDistance(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
