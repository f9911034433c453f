import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from './linearOperator.ts';

/** x ↦ A B x. */
export class Product implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly a: BoundedOperator;
  private readonly b: BoundedOperator;
  private readonly between: Float32Array;

  /** @throws RangeError where A does not take what B gives */
  constructor(a: BoundedOperator, b: BoundedOperator) {
    if (a.inputSize !== b.outputSize) throw new RangeError('the operators do not fit each other');
    this.a = a;
    this.b = b;
    this.inputSize = b.inputSize;
    this.outputSize = a.outputSize;
    this.normSquared = a.normSquared * b.normSquared;
    this.between = floats(b.outputSize);
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.b.apply(x, this.between);
    this.a.apply(this.between, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.a.applyAdjoint(y, this.between);
    this.b.applyAdjoint(this.between, out);
  }
}
