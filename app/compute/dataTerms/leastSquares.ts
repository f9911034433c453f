import { floats } from '../kernels/memory.ts';
import { combine, distanceSquared } from '../kernels/vectors.ts';
import type { BoundedOperator } from '../operators/linearOperator.ts';
import type { SmoothDataTerm } from './dataTerm.ts';

/** ½‖A x − y‖² by its gradient Aᵀ(A x − y). */
export class LeastSquares implements SmoothDataTerm {
  readonly lipschitz: number;
  private readonly operator: BoundedOperator;
  private readonly y: Float32Array;
  private readonly image: Float32Array;

  constructor(operator: BoundedOperator, y: Float32Array) {
    this.operator = operator;
    this.y = y;
    this.lipschitz = operator.normSquared;
    this.image = floats(operator.outputSize);
  }

  value(x: Float32Array): number {
    this.operator.apply(x, this.image);
    return distanceSquared(this.image, this.y) / 2;
  }

  gradient(x: Float32Array, out: Float32Array): void {
    this.operator.apply(x, this.image);
    combine(1, this.image, -1, this.y, this.image);
    this.operator.applyAdjoint(this.image, out);
  }

  /** out = AᵀA x, the Hessian times x. */
  normal(x: Float32Array, out: Float32Array): void {
    this.operator.apply(x, this.image);
    this.operator.applyAdjoint(this.image, out);
  }
}
