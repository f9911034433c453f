import type { Mask } from '../image.ts';
import type { LinearOperator } from './linearOperator.ts';

/** x ↦ x with its unknown pixels (mask 1) set to zero: an orthogonal projection, its own adjoint. */
export class Masking implements LinearOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  private readonly mask: Mask;

  constructor(mask: Mask, channels: number) {
    this.mask = mask;
    this.inputSize = mask.width * mask.height * channels;
    this.outputSize = this.inputSize;
  }

  apply(x: Float32Array, out: Float32Array): void {
    const unknown = this.mask.data;
    const size = unknown.length;
    for (let start = 0; start < this.inputSize; start += size)
      for (let i = 0; i < size; i++) out[start + i] = unknown[i] === 0 ? x[start + i]! : 0;
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.apply(y, out);
  }
}
