import {
  axisMatrix,
  multiplyAlongX,
  multiplyAlongY,
  transpose,
  type AxisMatrix,
} from '../kernels/axisMatrix.ts';
import { floats } from '../kernels/memory.ts';
import { reflectedIndices, wrappedIndices } from '../kernels/reflect.ts';
import type { Boundary } from './convolution.ts';
import type { LinearOperator } from './linearOperator.ts';
import { originOf, type Psf } from './psf.ts';

/** The two factors of a PSF: psf[y, x] = along y · along x. */
export interface SeparablePsf {
  readonly alongX: Float64Array;
  readonly alongY: Float64Array;
}

/** The factors of a PSF that is an outer product, else null. */
export function separate({ width, height, data }: Psf): SeparablePsf | null {
  let pivot = 0;
  data.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(data[pivot]!)) pivot = i;
  });
  const [row, column] = [Math.floor(pivot / width), pivot % width];
  const largest = data[pivot]!;
  const alongX = Float64Array.from({ length: width }, (_, x) => data[row * width + x]! / largest);
  const alongY = Float64Array.from({ length: height }, (_, y) => data[y * width + column]!);
  const tolerance = 1e-9 * Math.abs(largest);
  const fits = data.every(
    (value, i) => Math.abs(value - alongX[i % width]! * alongY[Math.floor(i / width)]!) <= tolerance,
  );
  return fits ? { alongX, alongY } : null;
}

/** Convolution along x, then along y; the adjoint multiplies by the transposed matrices. */
export class SeparableConvolution implements LinearOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  private readonly width: number;
  private readonly height: number;
  private readonly across: AxisMatrix;
  private readonly down: AxisMatrix;
  private readonly acrossAdjoint: AxisMatrix;
  private readonly downAdjoint: AxisMatrix;
  private readonly between: Float32Array;

  constructor(width: number, height: number, psf: Psf, factors: SeparablePsf, boundary: Boundary) {
    this.width = width;
    this.height = height;
    this.inputSize = width * height;
    this.outputSize = width * height;
    const origin = originOf(psf);
    this.across = axisConvolution(width, factors.alongX, origin.x, boundary);
    this.down = axisConvolution(height, factors.alongY, origin.y, boundary);
    this.acrossAdjoint = transpose(this.across);
    this.downAdjoint = transpose(this.down);
    this.between = floats(width * height);
  }

  apply(x: Float32Array, out: Float32Array): void {
    multiplyAlongX(this.across, x, this.height, this.between);
    multiplyAlongY(this.down, this.between, this.width, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    multiplyAlongY(this.downAdjoint, y, this.width, this.between);
    multiplyAlongX(this.acrossAdjoint, this.between, this.height, out);
  }
}

/** out[i] = Σ weights[k] x[i + origin − k], x continued beyond the border. */
function axisConvolution(
  length: number,
  weights: Float64Array,
  origin: number,
  boundary: Boundary,
): AxisMatrix {
  const taps = weights.length;
  const sources = (boundary === 'reflect' ? reflectedIndices : wrappedIndices)(length, taps);
  const index = new Int32Array(length * taps);
  const weight = new Float32Array(length * taps);
  for (let i = 0, at = 0; i < length; i++)
    for (let k = 0; k < taps; k++, at++) {
      index[at] = sources[i + origin - k + taps]!;
      weight[at] = weights[k]!;
    }
  const start = Int32Array.from({ length: length + 1 }, (_, i) => i * taps);
  return axisMatrix(length, start, index, weight);
}
