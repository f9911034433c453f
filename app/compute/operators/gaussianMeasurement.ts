import { floats } from '../kernels/memory.ts';
import { derivedSeed, seededRandom } from '../kernels/random.ts';
import { dot } from '../kernels/vectors.ts';
import type { BoundedOperator } from './linearOperator.ts';

/** Above so many floats the matrix is not kept: its rows are made anew whenever they are needed. */
const mostKept = 64 * 2 ** 20;

/**
 * An m × n matrix of independent normal numbers of variance 1/m, so that E‖A x‖² = ‖x‖². Row i derives from the
 * seed and i alone: the matrix is the same whether it is kept or not.
 */
export class GaussianMeasurement implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /**
   * (1 + √(n/m) + 6/√m)², which ‖A‖² exceeds with probability 2e-8 (Davidson and Szarek 2001, Theorem II.13);
   * for large sizes ‖A‖² → (1 + √(n/m))².
   */
  readonly normSquared: number;
  private readonly seed: number;
  private readonly row: Float32Array;
  private readonly kept: Float32Array | null;

  /** @param keep the most floats that the matrix may take */
  constructor(n: number, m: number, seed: number, keep = mostKept) {
    this.inputSize = n;
    this.outputSize = m;
    this.normSquared = (1 + Math.sqrt(n / m) + 6 / Math.sqrt(m)) ** 2;
    this.seed = seed;
    this.row = floats(n);
    this.kept = n * m <= keep ? floats(n * m) : null;
    if (this.kept !== null) for (let i = 0; i < m; i++) this.fill(i, this.kept.subarray(i * n, (i + 1) * n));
  }

  apply(x: Float32Array, out: Float32Array): void {
    for (let i = 0; i < this.outputSize; i++) out[i] = dot(this.rowAt(i), x);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    out.fill(0);
    for (let i = 0; i < this.outputSize; i++) addScaled(this.rowAt(i), y[i]!, out);
  }

  private rowAt(i: number): Float32Array {
    const { kept, row, inputSize } = this;
    if (kept !== null) return kept.subarray(i * inputSize, (i + 1) * inputSize);
    this.fill(i, row);
    return row;
  }

  private fill(i: number, row: Float32Array): void {
    const random = seededRandom(derivedSeed(this.seed, i));
    const scale = 1 / Math.sqrt(this.outputSize);
    for (let j = 0; j < row.length; j++) row[j] = scale * random.normal();
  }
}

function addScaled(x: Float32Array, factor: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = out[i]! + factor * x[i]!;
}
