import type { BoundedOperator } from './linearOperator.ts';

/** The norm is approached from below: what is found is enlarged by so much. */
const margin = 1.001;
const powerIterations = 100;

/** A matrix of which every entry is kept. What x has zeros for costs nothing. */
export class DenseMatrix implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  private readonly columns: Float32Array;
  private norm: number | null = null;

  /** @param columns one after the other, `outputSize` entries each */
  constructor(outputSize: number, columns: Float32Array) {
    this.outputSize = outputSize;
    this.inputSize = columns.length / outputSize;
    this.columns = columns;
  }

  /** 1.001 ‖A‖² as the power method finds it. */
  get normSquared(): number {
    return (this.norm ??= margin * this.largestEigenvalue());
  }

  /** The j-th column, not to be changed. */
  column(j: number): Float32Array {
    return this.columns.subarray(j * this.outputSize, (j + 1) * this.outputSize);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { columns, outputSize } = this;
    out.fill(0);
    for (let j = 0, start = 0; j < x.length; j++, start += outputSize) {
      const factor = x[j]!;
      if (factor === 0) continue;
      for (let i = 0; i < outputSize; i++) out[i] = out[i]! + factor * columns[start + i]!;
    }
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { columns, outputSize } = this;
    for (let j = 0, start = 0; j < out.length; j++, start += outputSize) {
      let sum = 0;
      for (let i = 0; i < outputSize; i++) sum += columns[start + i]! * y[i]!;
      out[j] = sum;
    }
  }

  private largestEigenvalue(): number {
    const vector = new Float32Array(this.inputSize);
    const image = new Float32Array(this.outputSize);
    // Not orthogonal to the eigenvector but by a freak.
    for (let j = 0; j < vector.length; j++) vector[j] = Math.cos(j * j);
    let value = 0;
    for (let i = 0; i < powerIterations; i++) {
      const length = Math.sqrt(sumOfSquares(vector));
      if (length === 0) return 0;
      for (let j = 0; j < vector.length; j++) vector[j] = vector[j]! / length;
      this.apply(vector, image);
      value = sumOfSquares(image);
      this.applyAdjoint(image, vector);
    }
    return value;
  }
}

function sumOfSquares(x: Float32Array): number {
  let sum = 0;
  for (const entry of x) sum += entry * entry;
  return sum;
}
