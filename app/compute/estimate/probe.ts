/**
 * A random direction for divergences: ±1 by a linear congruential generator (Numerical Recipes'
 * constants), the same in every call, so that curves over a parameter are smooth.
 */
export function signs(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31 === 0 ? -1 : 1;
  });
}

/** How far to go in that direction for noise σ: small beside it, large beside the rounding of floats. */
export function probeLength(sigma: number): number {
  return sigma / 10;
}
