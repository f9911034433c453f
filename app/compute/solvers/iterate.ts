import { UserFacingError } from '../errors.ts';
import type { Iterations } from '../method.ts';

/** What one step of a solver tells. */
export interface StepReport {
  readonly objective?: number;
  /** A lower bound of the least objective. */
  readonly dual?: number;
  /**
   * What the solver stops on: relative duality gap, relative residual, relative gradient norm or, where
   * nothing better is known, relative change. Absent where it was not measured in this step.
   */
  readonly criterion?: number;
}

/** An iterative algorithm with its state. */
export interface Solver {
  step(): StepReport;
}

/** One whose steps may have to wait for a network. */
export interface AsyncSolver {
  step(): StepReport | Promise<StepReport>;
}

export interface StoppingRule {
  /** The most steps. */
  readonly iterations: number;
  /** Ends once the criterion is at most this; 0 runs all steps unless the solution is exact. */
  readonly tolerance: number;
  /** Steps that the caller announced and ran before these. */
  readonly before?: number;
}

/**
 * Runs a solver until it has converged, yielding after every step: there the caller may pause or cancel.
 * @throws UserFacingError where the iterates stop being numbers
 */
export async function* iterate(
  solver: AsyncSolver,
  { iterations, tolerance, before = 0 }: StoppingRule,
): Iterations<void> {
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const { objective, dual, criterion } = await solver.step();
    if (Number.isNaN(objective) || Number.isNaN(criterion))
      throw new UserFacingError(
        `the solver diverged at iteration ${iteration}`,
        'choose milder parameters; if the photo itself holds values that are not numbers, export it again',
      );
    yield await Promise.resolve({
      iteration: before + iteration,
      iterations: before + iterations,
      ...(before > 0 && { before }),
      ...(objective !== undefined && { objective }),
      ...(dual !== undefined && { dual }),
    });
    if (criterion !== undefined && criterion <= tolerance) return;
  }
}
