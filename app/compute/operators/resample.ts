import type { Image } from '../image.ts';
import {
  axisMatrix,
  multiplyAlongX,
  multiplyAlongY,
  transpose,
  type AxisMatrix,
} from '../kernels/axisMatrix.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import type { BoundedOperator } from './linearOperator.ts';

/** An interpolation kernel: an even function that vanishes beyond `radius` (samples of the coarser grid). */
export interface ResamplingKernel {
  readonly radius: number;
  at(distance: number): number;
}

/** Keys 1981 with a = −0.5: reproduces quadratic polynomials. Matlab's "bicubic". */
export const bicubic: ResamplingKernel = {
  radius: 2,
  at(distance) {
    const t = Math.abs(distance);
    if (t <= 1) return (1.5 * t - 2.5) * t * t + 1;
    return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
  },
};

/** sinc(t) sinc(t/3) for |t| < 3. */
export const lanczos3: ResamplingKernel = {
  radius: 3,
  at(distance) {
    const t = Math.PI * Math.abs(distance);
    if (t < 1e-8) return 1;
    return t < 3 * Math.PI ? (3 * Math.sin(t) * Math.sin(t / 3)) / (t * t) : 0;
  },
};

/**
 * One axis of a resampling from `columns` to `rows` samples with aligned outer edges (Matlab's imresize):
 * sample i of the result lies at (i + ½) · columns/rows − ½. When shrinking the kernel is widened by the
 * factor, which makes it the antialiasing filter. Rows sum to 1; the boundary reflects (… b a | a b …).
 */
export function resamplingMatrix(columns: number, rows: number, kernel: ResamplingKernel): AxisMatrix {
  const ratio = columns / rows;
  const stretch = Math.max(1, ratio);
  const reach = kernel.radius * stretch;
  const start = new Int32Array(rows + 1);
  const index: number[] = [];
  const weight: number[] = [];
  for (let row = 0; row < rows; row++) {
    const centre = (row + 0.5) * ratio - 0.5;
    const entries = new Map<number, number>();
    let total = 0;
    for (let sample = Math.ceil(centre - reach); sample <= centre + reach; sample++) {
      const value = kernel.at((sample - centre) / stretch);
      if (value === 0) continue;
      const column = reflect(sample, columns);
      entries.set(column, (entries.get(column) ?? 0) + value);
      total += value;
    }
    for (const column of [...entries.keys()].sort((a, b) => a - b)) {
      index.push(column);
      weight.push(entries.get(column)! / total);
    }
    start[row + 1] = index.length;
  }
  return axisMatrix(columns, start, Int32Array.from(index), Float32Array.from(weight));
}

/** Half-sample symmetric continuation: −1 → 0, n → n − 1. */
function reflect(sample: number, size: number): number {
  const period = 2 * size;
  const inPeriod = ((sample % period) + period) % period;
  return inPeriod < size ? inPeriod : period - 1 - inPeriod;
}

function largestRowSum({ rows, start, weight }: AxisMatrix): number {
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = start[row]!; k < start[row + 1]!; k++) sum += Math.abs(weight[k]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/**
 * Separable resampling of `channels` planes. The pass along x, the dearer one, is made where there are fewer
 * lines: after that along y where the height shrinks, before it where it grows.
 */
export class Resampling implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /** Of both axes, the largest row sum times the largest column sum of absolute weights (Schur). */
  readonly normSquared: number;
  readonly alongX: AxisMatrix;
  readonly alongY: AxisMatrix;
  private readonly adjointX: AxisMatrix;
  private readonly adjointY: AxisMatrix;
  /** One plane between the two passes. */
  private readonly between: Float32Array;
  private readonly shrinksDown: boolean;

  constructor(
    from: { readonly width: number; readonly height: number; readonly channels: number },
    to: { readonly width: number; readonly height: number },
    kernel: ResamplingKernel,
  ) {
    this.inputSize = from.width * from.height * from.channels;
    this.outputSize = to.width * to.height * from.channels;
    this.alongX = resamplingMatrix(from.width, to.width, kernel);
    this.alongY = resamplingMatrix(from.height, to.height, kernel);
    this.adjointX = transpose(this.alongX);
    this.adjointY = transpose(this.alongY);
    this.shrinksDown = to.height < from.height;
    this.between = floats(this.shrinksDown ? from.width * to.height : to.width * from.height);
    this.normSquared =
      largestRowSum(this.alongX) *
      largestRowSum(this.adjointX) *
      largestRowSum(this.alongY) *
      largestRowSum(this.adjointY);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { alongX, alongY, between } = this;
    this.forEachPlane(x, out, (input, output) => {
      if (this.shrinksDown) {
        multiplyAlongY(alongY, input, alongX.columns, between);
        multiplyAlongX(alongX, between, alongY.rows, output);
      } else {
        multiplyAlongX(alongX, input, alongY.columns, between);
        multiplyAlongY(alongY, between, alongX.rows, output);
      }
    });
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { adjointX, adjointY, between } = this;
    this.forEachPlane(out, y, (output, input) => {
      if (this.shrinksDown) {
        multiplyAlongX(adjointX, input, adjointY.columns, between);
        multiplyAlongY(adjointY, between, adjointX.rows, output);
      } else {
        multiplyAlongY(adjointY, input, adjointX.columns, between);
        multiplyAlongX(adjointX, between, adjointY.rows, output);
      }
    });
  }

  private forEachPlane(
    ofInput: Float32Array,
    ofOutput: Float32Array,
    visit: (input: Float32Array, output: Float32Array) => void,
  ): void {
    const from = this.alongX.columns * this.alongY.columns;
    const to = this.alongX.rows * this.alongY.rows;
    for (let plane = 0; plane * from < this.inputSize; plane++)
      visit(
        ofInput.subarray(plane * from, (plane + 1) * from),
        ofOutput.subarray(plane * to, (plane + 1) * to),
      );
  }
}

/** The image resampled to a size, antialiased where it shrinks. Values may leave the image's range. */
export function resample(image: Image, width: number, height: number, kernel: ResamplingKernel): Image {
  const { channels } = image;
  const data = floats(width * height * channels);
  new Resampling(image, { width, height }, kernel).apply(copyOf(image.data), data);
  return { width, height, channels, data };
}
