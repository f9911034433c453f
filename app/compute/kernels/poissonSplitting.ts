/** Keeps logarithms finite; far below one level. */
const tiny = 1e-6;

/**
 * The w- and u-steps of ADMM for KL(y, w), w = A x: at v = A x + u, w = ½ (v − 1/ρ + √((v − 1/ρ)² + 4 y/ρ)) and
 * u ← v − w; `drawn` becomes w − u.
 * @param predicted A x
 * @returns Σ A x − y + y ln(y / A x), with A x at least a millionth
 */
export function splitPoisson(
  predicted: Float32Array,
  y: Float32Array,
  penalty: number,
  multiplier: Float32Array,
  drawn: Float32Array,
): number {
  const step = 1 / penalty;
  let divergence = 0;
  for (let i = 0; i < y.length; i++) {
    const measured = y[i]!;
    const x = Math.max(tiny, predicted[i]!);
    divergence += x - measured;
    if (measured > 0) divergence += measured * Math.log(measured / x);
    const v = predicted[i]! + multiplier[i]!;
    const shifted = v - step;
    const w = (shifted + Math.sqrt(shifted * shifted + 4 * measured * step)) / 2;
    multiplier[i] = v - w;
    drawn[i] = 2 * w - v;
  }
  return divergence;
}

/** z = max(0, x + u), u ← x + u − z; `drawn` becomes z − u. @returns ‖z − previous z‖² and ‖z‖² */
export function splitPositive(
  x: Float32Array,
  multiplier: Float32Array,
  z: Float32Array,
  drawn: Float32Array,
): { readonly moved: number; readonly norm: number } {
  let moved = 0;
  let norm = 0;
  for (let i = 0; i < x.length; i++) {
    const v = x[i]! + multiplier[i]!;
    const next = Math.max(0, v);
    moved += (next - z[i]!) ** 2;
    norm += next * next;
    z[i] = next;
    multiplier[i] = v - next;
    drawn[i] = 2 * next - v;
  }
  return { moved, norm };
}
