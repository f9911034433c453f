import { forwardDifferences, negativeDivergence } from '../kernels/gradient.ts';
import { Gradient } from './gradient.ts';
import type { BoundedOperator } from './linearOperator.ts';

/**
 * div = −∇ᵀ of `Gradient`: a field of 2 · channels planes (all horizontal components, then all vertical ones) to
 * `channels` planes. What the field holds in the last column and row across the border is not seen.
 */
export class Divergence implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = Gradient.normSquared;
  private readonly width: number;
  private readonly height: number;

  constructor(width: number, height: number, channels: number) {
    this.width = width;
    this.height = height;
    this.outputSize = width * height * channels;
    this.inputSize = 2 * this.outputSize;
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.forEachPlane(x, out, negativeDivergence);
    negate(out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.forEachPlane(out, y, differencesOf);
    negate(out);
  }

  private forEachPlane(
    field: Float32Array,
    scalar: Float32Array,
    visit: (gx: Float32Array, gy: Float32Array, width: number, height: number, x: Float32Array) => void,
  ): void {
    const size = this.width * this.height;
    for (let start = 0; start < this.outputSize; start += size) {
      const across = field.subarray(start, start + size);
      const down = field.subarray(this.outputSize + start, this.outputSize + start + size);
      visit(across, down, this.width, this.height, scalar.subarray(start, start + size));
    }
  }
}

function differencesOf(
  gx: Float32Array,
  gy: Float32Array,
  width: number,
  height: number,
  x: Float32Array,
): void {
  forwardDifferences(x, width, height, gx, gy);
}

function negate(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = -values[i]!;
}
