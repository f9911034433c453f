import { floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { InvertibleNormal } from '../operators/linearOperator.ts';
import type { DataTerm } from './dataTerm.ts';
import { LeastSquares } from './leastSquares.ts';

/** ½‖A x − y‖² with its prox, u = (AᵀA + 1/step)⁻¹ (Aᵀy + x/step), for operators that can be inverted so. */
export class InvertibleLeastSquares extends LeastSquares implements DataTerm {
  private readonly invertible: InvertibleNormal;
  private readonly pulled: Float32Array;
  private readonly rightSide: Float32Array;

  constructor(operator: InvertibleNormal, y: Float32Array) {
    super(operator, y);
    this.invertible = operator;
    this.pulled = floats(operator.inputSize);
    operator.applyAdjoint(y, this.pulled);
    this.rightSide = floats(operator.inputSize);
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    combine(1, this.pulled, 1 / step, x, this.rightSide);
    this.invertible.solveNormal(this.rightSide, 1 / step, out);
  }
}
