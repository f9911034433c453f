import { floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';

/** What gradient methods minimise: a smooth data term, a smooth prior, or a sum of such. */
export interface SmoothFunction {
  value(x: Float32Array): number;
  /** out = ∇value(x); `out` must not overlap `x`. */
  gradient(x: Float32Array, out: Float32Array): void;
  /** A bound of the gradient's Lipschitz constant. */
  readonly lipschitz: number;
}

/** first + second. */
export class SmoothSum implements SmoothFunction {
  readonly lipschitz: number;
  private readonly first: SmoothFunction;
  private readonly second: SmoothFunction;
  private readonly part: Float32Array;

  /** @param size length of x */
  constructor(first: SmoothFunction, second: SmoothFunction, size: number) {
    this.first = first;
    this.second = second;
    this.lipschitz = first.lipschitz + second.lipschitz;
    this.part = floats(size);
  }

  value(x: Float32Array): number {
    return this.first.value(x) + this.second.value(x);
  }

  gradient(x: Float32Array, out: Float32Array): void {
    this.first.gradient(x, this.part);
    this.second.gradient(x, out);
    combine(1, this.part, 1, out, out);
  }
}
