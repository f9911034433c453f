import { choleskyFactor, solveAlongX, solveAlongY, type BandMatrix } from '../kernels/banded.ts';
import { axisMatrix, multiplyAlongX, multiplyAlongY, type AxisMatrix } from '../kernels/axisMatrix.ts';
import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from './linearOperator.ts';
import { bicubic, Resampling } from './resample.ts';

/** A square matrix along one axis, to multiply with and as entries. */
interface Gram {
  readonly product: AxisMatrix;
  readonly band: BandMatrix;
}

/**
 * A: antialiased decimation by a whole factor (blur with the widened bicubic kernel, keep every
 * factor-th sample), as Matlab's imresize(x, 1/factor); reflecting boundary. A is separable, so A Aᵀ is a
 * Kronecker product of two narrow band matrices and A⁺ = Aᵀ (A Aᵀ)⁻¹ is exact and cheap.
 */
export class Downsampling implements BoundedOperator {
  readonly width: number;
  readonly height: number;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly resampling: Resampling;
  private readonly gramX: Gram;
  private readonly gramY: Gram;
  private readonly between: Float32Array;

  /** @param coarse the size of A x; x is `factor` times as wide and high */
  constructor(
    coarse: { readonly width: number; readonly height: number; readonly channels: number },
    factor: number,
  ) {
    const { width, height, channels } = coarse;
    this.width = width;
    this.height = height;
    this.resampling = new Resampling(
      { width: width * factor, height: height * factor, channels },
      { width, height },
      bicubic,
    );
    this.inputSize = this.resampling.inputSize;
    this.outputSize = this.resampling.outputSize;
    this.normSquared = this.resampling.normSquared;
    this.gramX = gramMatrix(this.resampling.alongX);
    this.gramY = gramMatrix(this.resampling.alongY);
    this.between = floats(width * height);
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.resampling.apply(x, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.resampling.applyAdjoint(y, out);
  }

  /** out = A Aᵀ y + shift · y, on the coarse grid alone. */
  applyGram(y: Float32Array, shift: number, out: Float32Array): void {
    const size = this.width * this.height;
    for (let start = 0; start < this.outputSize; start += size) {
      const output = out.subarray(start, start + size);
      multiplyAlongX(this.gramX.product, y.subarray(start, start + size), this.height, this.between);
      multiplyAlongY(this.gramY.product, this.between, this.width, output);
      for (let i = 0; i < size; i++) output[i] = output[i]! + shift * y[start + i]!;
    }
  }

  /**
   * In-place solution of (G_y + √shift) ⊗ (G_x + √shift) u = y: exactly (A Aᵀ)⁻¹ y for shift 0, and a good
   * preconditioner of A Aᵀ + shift otherwise.
   */
  gramSolver(shift: number): (y: Float32Array) => void {
    const x = choleskyFactor(shifted(this.gramX.band, Math.sqrt(shift)));
    const y = choleskyFactor(shifted(this.gramY.band, Math.sqrt(shift)));
    const size = this.width * this.height;
    return (values) => {
      for (let start = 0; start < this.outputSize; start += size) {
        const plane = values.subarray(start, start + size);
        solveAlongX(x, plane, this.height);
        solveAlongY(y, plane, this.width);
      }
    };
  }
}

function shifted({ size, bandwidth, entries }: BandMatrix, shift: number): BandMatrix {
  const sum = entries.slice();
  for (let i = 0; i < size; i++) sum[i * (bandwidth + 1)]! += shift;
  return { size, bandwidth, entries: sum };
}

/** B Bᵀ for one axis B. */
function gramMatrix({ rows, columns, start, index, weight }: AxisMatrix): Gram {
  const dense = new Float64Array(columns);
  const start2 = new Int32Array(rows + 1);
  const index2: number[] = [];
  const weight2: number[] = [];
  let bandwidth = 0;
  for (let i = 0; i < rows; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) dense[index[k]!] = weight[k]!;
    // Rows reach a few coarse samples only; farther ones do not overlap.
    for (let j = Math.max(0, i - reach); j <= Math.min(rows - 1, i + reach); j++) {
      let sum = 0;
      for (let k = start[j]!; k < start[j + 1]!; k++) sum += weight[k]! * dense[index[k]!]!;
      if (sum === 0) continue;
      index2.push(j);
      weight2.push(sum);
      bandwidth = Math.max(bandwidth, i - j);
    }
    start2[i + 1] = index2.length;
    for (let k = start[i]!; k < start[i + 1]!; k++) dense[index[k]!] = 0;
  }
  const entries = new Float64Array(rows * (bandwidth + 1));
  for (let i = 0; i < rows; i++)
    for (let k = start2[i]!; k < start2[i + 1]!; k++)
      if (index2[k]! <= i) entries[i * (bandwidth + 1) + i - index2[k]!] = weight2[k]!;
  return {
    product: axisMatrix(rows, start2, Int32Array.from(index2), Float32Array.from(weight2)),
    band: { size: rows, bandwidth, entries },
  };
}

/** The widened bicubic kernel spans two coarse samples to each side: rows 4 apart never overlap. */
const reach = 2 * bicubic.radius;
