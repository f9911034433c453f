import type { InvertibleNormal } from './linearOperator.ts';

/** x ↦ (x, 0, …, 0): an isometry. */
export class ZeroPadding implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = 1;

  constructor(inputSize: number, outputSize: number) {
    this.inputSize = inputSize;
    this.outputSize = outputSize;
  }

  apply(x: Float32Array, out: Float32Array): void {
    out.set(x);
    out.fill(0, this.inputSize);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    out.set(y.subarray(0, this.inputSize));
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    const factor = 1 / (1 + shift);
    for (let i = 0; i < b.length; i++) out[i] = factor * b[i]!;
  }
}
