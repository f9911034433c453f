import type { Mask } from '../image.ts';
import type { InvertibleNormal } from './linearOperator.ts';

/** x ↦ x with its unknown pixels (mask 1) set to zero: an orthogonal projection, its own adjoint. */
export class Masking implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = 1;
  private readonly mask: Mask;

  constructor(mask: Mask, channels: number) {
    this.mask = mask;
    this.inputSize = mask.width * mask.height * channels;
    this.outputSize = this.inputSize;
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.scale(x, 1, 0, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.apply(y, out);
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    this.scale(b, 1 / (1 + shift), 1 / shift, out);
  }

  private scale(x: Float32Array, known: number, unknown: number, out: Float32Array): void {
    const mask = this.mask.data;
    const size = mask.length;
    for (let start = 0; start < this.inputSize; start += size)
      for (let i = 0; i < size; i++) out[start + i] = (mask[i] === 0 ? known : unknown) * x[start + i]!;
  }
}
