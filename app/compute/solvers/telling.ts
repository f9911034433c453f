/** Where a curve begins: most of its fall is there. */
const first = [1, 3];

/** Whether an objective that costs about as much as a step is told after this one: at first, then every `interval` steps. */
export function isTold(iteration: number, interval: number): boolean {
  return iteration % interval === 0 || first.includes(iteration);
}
