import { axisMatrix, type AxisMatrix } from './axisMatrix.ts';

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
  return rowsOf(length, length, (row) => ({
    ...(row < half ? low : high),
    place: 2 * (row < half ? row : row - half),
    spacing: 1,
    factor: 1,
  }));
}

/** out[i] = √½ Σ taps[j] x[i + spacing · (origin + j)], periodic. */
export function spacedFilter(length: number, filter: Taps, spacing: number): AxisMatrix {
  return rowsOf(length, length, (row) => ({ ...filter, place: row, spacing, factor: Math.SQRT1_2 }));
}

function rowsOf(
  rows: number,
  columns: number,
  rowAt: (row: number) => Taps & { place: number; spacing: number; factor: number },
): AxisMatrix {
  const start = new Int32Array(rows + 1);
  const index: number[] = [];
  const weight: number[] = [];
  for (let row = 0; row < rows; row++) {
    const { taps, origin, place, spacing, factor } = rowAt(row);
    for (const [j, tap] of taps.entries()) {
      index.push((((place + spacing * (origin + j)) % columns) + columns) % columns);
      weight.push(factor * tap);
    }
    start[row + 1] = index.length;
  }
  return axisMatrix(columns, start, Int32Array.from(index), Float32Array.from(weight));
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
