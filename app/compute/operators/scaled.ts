import type { BoundedOperator } from './linearOperator.ts';

/** x ↦ factor · A x. */
export class Scaled implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly operator: BoundedOperator;
  private readonly factor: number;

  constructor(operator: BoundedOperator, factor: number) {
    this.operator = operator;
    this.factor = factor;
    this.inputSize = operator.inputSize;
    this.outputSize = operator.outputSize;
    this.normSquared = factor ** 2 * operator.normSquared;
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.operator.apply(x, out);
    this.scale(out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.operator.applyAdjoint(y, out);
    this.scale(out);
  }

  private scale(values: Float32Array): void {
    for (let i = 0; i < values.length; i++) values[i] = this.factor * values[i]!;
  }
}
