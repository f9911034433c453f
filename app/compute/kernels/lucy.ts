import { accelerated, acceleratedSums } from './memory.ts';
import { blocks } from './vectors.ts';

/**
 * predicted ← 1 + w (y − p) / p, p = max(least, predicted): the ratio y / p where nothing is damped. With damping
 * τ > 0 the weight is w = u (2 − u), u = min(1, (y − p)² / τ²), else 1.
 */
export function lucyRatio(y: Float32Array, predicted: Float32Array, least: number, damping: number): void {
  if (accelerated('lucyRatio', blocks(y), [y, predicted], least, damping, y.length)) return;
  for (let i = 0; i < y.length; i++) {
    // The transform leaves rounding errors of either sign where the picture is black.
    const prediction = Math.max(least, predicted[i]!);
    const difference = y[i]! - prediction;
    const u = damping > 0 ? Math.min(1, (difference / damping) ** 2) : 1;
    predicted[i] = 1 + (u * (2 - u) * difference) / prediction;
  }
}

/** What bounds the factors of an update. */
export interface LucyBounds {
  /** Of the sensitivity. */
  readonly least: number;
  /** The denominator stays above this share of the sensitivity. */
  readonly share: number;
  /** Of the estimate. */
  readonly floor: number;
}

/** x ← x · correction / (sensitivity + force), within bounds. @returns Σ (change of x)² and Σ x² */
export function lucyUpdate(
  x: Float32Array,
  correction: Float32Array,
  sensitivity: Float32Array,
  force: Float32Array,
  { least, share, floor }: LucyBounds,
): { moved: number; norm: number } {
  const arrays = [x, correction, sensitivity, force];
  const sums = acceleratedSums('lucyUpdate', blocks(x), arrays, 2, least, share, floor, x.length);
  if (sums !== null) return { moved: sums[0]!, norm: sums[1]! };
  let moved = 0;
  let norm = 0;
  for (let i = 0; i < x.length; i++) {
    const given = Math.max(least, sensitivity[i]!);
    const weight = Math.max(share * given, given + force[i]!);
    const next = Math.max(floor, (x[i]! * Math.max(0, correction[i]!)) / weight);
    moved += (next - x[i]!) ** 2;
    norm += next * next;
    x[i] = next;
  }
  return { moved, norm };
}

/** Σ p − y + y ln(y / p), p = max(least, predicted): the Kullback–Leibler divergence KL(y, p). */
export function lucyDivergence(y: Float32Array, predicted: Float32Array, least: number): number {
  const sums = acceleratedSums('lucyDivergence', blocks(y), [y, predicted], 1, least, y.length);
  if (sums !== null) return Math.max(0, sums[0]!);
  let divergence = 0;
  for (let i = 0; i < y.length; i++) {
    const prediction = Math.max(least, predicted[i]!);
    divergence += prediction - y[i]!;
    if (y[i]! > 0) divergence += y[i]! * Math.log(y[i]! / prediction);
  }
  return Math.max(0, divergence);
}
