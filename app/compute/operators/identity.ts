import type { InvertibleNormal } from './linearOperator.ts';

/** x ↦ x. */
export class Identity implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = 1;

  constructor(size: number) {
    this.inputSize = size;
    this.outputSize = size;
  }

  apply(x: Float32Array, out: Float32Array): void {
    out.set(x);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    out.set(y);
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    const factor = 1 / (1 + shift);
    for (let i = 0; i < b.length; i++) out[i] = factor * b[i]!;
  }
}
