import { axisMatrix, type AxisMatrix } from './axisMatrix.ts';
import { accelerated } from './memory.ts';
import { blocks } from './vectors.ts';

/** taps[j] multiplies the sample at position `origin + j` relative to where the filter stands. */
interface Taps {
  readonly taps: readonly number[];
  readonly origin: number;
}

/**
 * A filter bank along one axis of even, periodic length: the first half of the result is
 * Σ low[j] x[2k + origin + j], the second half the same with the high-pass filter.
 */
export function filterBank(length: number, low: Taps, high: Taps): AxisMatrix {
  const half = length >> 1;
  const entries = new Entries(length, half * (low.taps.length + high.taps.length));
  for (let k = 0; k < half; k++) entries.addRow(low, 2 * k, 1, 1);
  for (let k = 0; k < half; k++) entries.addRow(high, 2 * k, 1, 1);
  return entries.matrix();
}

/** out[i] = √½ Σ taps[j] x[i + spacing · (origin + j)], periodic. */
export function spacedFilter(length: number, filter: Taps, spacing: number): AxisMatrix {
  const entries = new Entries(length, length * filter.taps.length);
  for (let i = 0; i < length; i++) entries.addRow(filter, i, spacing, Math.SQRT1_2);
  return entries.matrix();
}

/** A square matrix that is written row by row. */
class Entries {
  private readonly start: Int32Array;
  private readonly index: Int32Array;
  private readonly weight: Float32Array;
  private rows = 0;
  private count = 0;

  constructor(length: number, entries: number) {
    this.start = new Int32Array(length + 1);
    this.index = new Int32Array(entries);
    this.weight = new Float32Array(entries);
  }

  /** factor · Σ taps[j] x[place + spacing · (origin + j)], periodic. */
  addRow({ taps, origin }: Taps, place: number, spacing: number, factor: number): void {
    const length = this.start.length - 1;
    for (let j = 0; j < taps.length; j++) {
      this.index[this.count] = (((place + spacing * (origin + j)) % length) + length) % length;
      this.weight[this.count++] = factor * taps[j]!;
    }
    this.start[++this.rows] = this.count;
  }

  matrix(): AxisMatrix {
    return axisMatrix(this.start.length - 1, this.start, this.index, this.weight);
  }
}

/** Soft thresholding of `length` numbers in place: each moves towards zero by `threshold`, and stops there. */
export function softThreshold(x: Float32Array, at: number, length: number, threshold: number): void {
  if (length >= leastRun && thresholded(x, at, length, threshold, 0)) return;
  for (let i = at; i < at + length; i++) {
    const value = x[i]!;
    x[i] = value - Math.max(-threshold, Math.min(threshold, value));
  }
}

/** Hard thresholding in place: what does not exceed the threshold in magnitude becomes zero. */
export function hardThreshold(x: Float32Array, at: number, length: number, threshold: number): void {
  if (length >= leastRun && thresholded(x, at, length, threshold, 1)) return;
  for (let i = at; i < at + length; i++) if (Math.abs(x[i]!) <= threshold) x[i] = 0;
}

/** Numbers for which calling a kernel pays. */
const leastRun = 4096;

function thresholded(x: Float32Array, at: number, length: number, threshold: number, hard: 0 | 1): boolean {
  const run = x.subarray(at, at + length);
  return accelerated('threshold', blocks(run), [run], threshold, hard, length);
}
