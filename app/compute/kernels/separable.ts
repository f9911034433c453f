import { axisMatrix, multiplyAlongX, multiplyAlongY, type AxisMatrix } from './axisMatrix.ts';
import { floats } from './memory.ts';
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
  const between = floats(plane.length);
  multiplyAlongX(reflectingConvolution(width, weights), plane, height, between);
  multiplyAlongY(reflectingConvolution(height, weights), between, width, out);
}

/** out[i] = Σ weights[k] x[i + k − radius]. */
function reflectingConvolution(length: number, weights: Float64Array): AxisMatrix {
  const taps = weights.length;
  const sources = reflectedIndices(length, (taps - 1) / 2);
  const start = Int32Array.from({ length: length + 1 }, (_, i) => i * taps);
  const index = Int32Array.from(
    { length: length * taps },
    (_, k) => sources[Math.floor(k / taps) + (k % taps)]!,
  );
  const weight = Float32Array.from({ length: length * taps }, (_, k) => weights[k % taps]!);
  return axisMatrix(length, start, index, weight);
}
