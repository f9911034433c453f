import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from './linearOperator.ts';

/** x ↦ A x + factor · B x. */
export class Sum implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /** (‖A‖ + |factor| ‖B‖)², of the bounds of both. */
  readonly normSquared: number;
  private readonly a: BoundedOperator;
  private readonly b: BoundedOperator;
  private readonly factor: number;
  private readonly image: Float32Array;
  private readonly back: Float32Array;

  /** @throws RangeError where the sizes differ */
  constructor(a: BoundedOperator, b: BoundedOperator, factor = 1) {
    if (a.inputSize !== b.inputSize || a.outputSize !== b.outputSize)
      throw new RangeError('operators of different sizes cannot be added');
    this.a = a;
    this.b = b;
    this.factor = factor;
    this.inputSize = a.inputSize;
    this.outputSize = a.outputSize;
    this.normSquared = (Math.sqrt(a.normSquared) + Math.abs(factor) * Math.sqrt(b.normSquared)) ** 2;
    this.image = floats(a.outputSize);
    this.back = floats(a.inputSize);
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.a.apply(x, out);
    this.b.apply(x, this.image);
    addScaled(this.image, this.factor, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.a.applyAdjoint(y, out);
    this.b.applyAdjoint(y, this.back);
    addScaled(this.back, this.factor, out);
  }
}

function addScaled(x: Float32Array, factor: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = out[i]! + factor * x[i]!;
}
