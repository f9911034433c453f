import { dct2, type Dct2 } from '../kernels/dct2.ts';
import type { InvertibleNormal } from './linearOperator.ts';

/** The orthonormal cosine transform (DCT-II) of each plane, of any size; AᵀA = I. */
export class DiscreteCosine implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = 1;
  private readonly transform: Dct2;

  constructor(width: number, height: number, channels: number) {
    this.inputSize = width * height * channels;
    this.outputSize = this.inputSize;
    this.transform = dct2(width, height);
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.forEachPlane(x, out, (from, to) => this.transform.forward(from, to));
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.forEachPlane(y, out, (from, to) => this.transform.inverse(from, to));
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    const factor = 1 / (1 + shift);
    for (let i = 0; i < b.length; i++) out[i] = factor * b[i]!;
  }

  private forEachPlane(x: Float32Array, out: Float32Array, visit: Dct2['forward']): void {
    const size = this.transform.width * this.transform.height;
    for (let start = 0; start < x.length; start += size)
      visit(x.subarray(start, start + size), out.subarray(start, start + size));
  }
}
