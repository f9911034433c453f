/**
 * Rows of wavelet transforms. A filter bank along x works on a row's two phases, along y on whole rows;
 * both come down to adding a scaled row to another, the row turned by some places where it is periodic.
 */

/** out[to + i] += factor · x[from + i] for 0 ≤ i < length. */
export function addScaled(
  x: Float32Array,
  from: number,
  factor: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) out[to + i] = out[to + i]! + factor * x[from + i]!;
}

/** out[to + i] += factor · x[from + (i + shift) mod length], 0 ≤ shift < length. */
export function addTurned(
  x: Float32Array,
  from: number,
  shift: number,
  factor: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  addScaled(x, from + shift, factor, out, to, length - shift);
  addScaled(x, from, factor, out, to + length - shift, shift);
}

/** Even places of a row of `2 · half` into `even`, odd ones into `odd`. */
export function splitRow(
  x: Float32Array,
  from: number,
  even: Float32Array,
  odd: Float32Array,
  half: number,
): void {
  for (let i = 0; i < half; i++) {
    even[i] = x[from + 2 * i]!;
    odd[i] = x[from + 2 * i + 1]!;
  }
}

/** The inverse of `splitRow`. */
export function mergeRow(
  even: Float32Array,
  odd: Float32Array,
  half: number,
  out: Float32Array,
  to: number,
): void {
  for (let i = 0; i < half; i++) {
    out[to + 2 * i] = even[i]!;
    out[to + 2 * i + 1] = odd[i]!;
  }
}

/** Soft thresholding of `length` numbers in place: each moves towards zero by `threshold`, and stops there. */
export function softThreshold(x: Float32Array, at: number, length: number, threshold: number): void {
  for (let i = at; i < at + length; i++) {
    const value = x[i]!;
    x[i] = value - Math.max(-threshold, Math.min(threshold, value));
  }
}

/** Hard thresholding in place: what does not exceed the threshold in magnitude becomes zero. */
export function hardThreshold(x: Float32Array, at: number, length: number, threshold: number): void {
  for (let i = at; i < at + length; i++) if (Math.abs(x[i]!) <= threshold) x[i] = 0;
}
