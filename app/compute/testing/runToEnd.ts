import type { Iterations, Progress } from '../method.ts';

/** Runs an algorithm to its end: what it returned, and every progress on the way. */
export async function runToEnd<Result>(
  iterations: Iterations<Result>,
): Promise<{ readonly result: Result; readonly progress: readonly Progress[] }> {
  const progress: Progress[] = [];
  for (;;) {
    const next = await iterations.next();
    if (next.done === true) return { result: next.value, progress };
    progress.push(next.value);
  }
}
