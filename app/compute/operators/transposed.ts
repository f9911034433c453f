import type { BoundedOperator } from './linearOperator.ts';

/** Aᵀ as an operator. */
export class Transposed implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly operator: BoundedOperator;

  constructor(operator: BoundedOperator) {
    this.operator = operator;
    this.inputSize = operator.outputSize;
    this.outputSize = operator.inputSize;
    this.normSquared = operator.normSquared;
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.operator.applyAdjoint(x, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.operator.apply(y, out);
  }
}
