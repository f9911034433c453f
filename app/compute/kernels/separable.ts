import { reflectedIndices } from './reflect.ts';

/**
 * Convolves a plane with the same weights along x and along y (odd length, centred), the border going on
 * by half-sample reflection; `out` must not be the plane.
 */
export function convolveSeparable(
  plane: Float32Array,
  width: number,
  height: number,
  weights: Float64Array,
  out: Float32Array,
): void {
  const radius = (weights.length - 1) / 2;
  const columns = reflectedIndices(width, radius);
  const rows = reflectedIndices(height, radius);
  const between = new Float32Array(plane.length);
  for (let start = 0; start < plane.length; start += width)
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * plane[start + columns[column + k]!]!;
      between[start + column] = sum;
    }
  out.fill(0);
  for (let row = 0; row < height; row++)
    for (let k = 0; k < weights.length; k++)
      addScaledRow(between, rows[row + k]! * width, weights[k]!, out, row * width, width);
}

function addScaledRow(
  x: Float32Array,
  from: number,
  factor: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) out[to + i] = out[to + i]! + factor * x[from + i]!;
}
