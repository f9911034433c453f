/** out = sign(x) · max(0, |x| − threshold); `out` may be `x`. */
export function softThreshold(x: Float32Array, threshold: number, out: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    out[i] = value - Math.max(-threshold, Math.min(threshold, value));
  }
}

/** The same with the threshold multiplied by a weight of each entry. */
export function weightedSoftThreshold(
  x: Float32Array,
  threshold: number,
  weights: Float32Array,
  out: Float32Array,
): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    const most = threshold * weights[i]!;
    out[i] = value - Math.max(-most, Math.min(most, value));
  }
}
