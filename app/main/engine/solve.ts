import type { Image } from '../../compute/image.ts';
import type { BoundMethod, Context, Problem, Progress } from '../../compute/method.ts';

/** Where one run of a method ended. */
export interface Solved {
  readonly image: Image;
  readonly iterations: number;
  /** (primal − dual) / primal, where the method has both. */
  readonly gap: number | null;
}

/**
 * Runs a method on one problem to its end.
 * @param onIteration may throw to stop it
 */
export async function solve(
  bound: BoundMethod,
  problem: Problem,
  context: Context,
  onIteration: (progress: Progress) => Promise<void>,
): Promise<Solved> {
  const steps = bound.run(problem, context);
  let last: Progress | null = null;
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        return { image: step.value, iterations: last?.iteration ?? 1, gap: relativeGap(last) };
      }
      last = step.value;
      await onIteration(last);
    }
  } finally {
    await steps.return(undefined as never).catch(() => undefined);
  }
}

function relativeGap(last: Progress | null): number | null {
  if (last?.objective === undefined || last.dual === undefined) return null;
  const { objective, dual } = last;
  return objective === dual ? 0 : (objective - dual) / Math.max(Math.abs(objective), Number.MIN_VALUE);
}
