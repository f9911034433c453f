import { softThreshold } from '../kernels/softThreshold.ts';
import { floats } from '../kernels/memory.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { ProximalPrior } from './prior.ts';

/**
 * weight · ‖W x‖₁ with W an orthonormal basis, WᵀW = W Wᵀ = I: its prox is Wᵀ · soft threshold · W.
 */
export class SparsityInBasis implements ProximalPrior {
  private readonly basis: LinearOperator;
  private readonly weight: number;
  private readonly coefficients: Float32Array;

  constructor(basis: LinearOperator, weight: number) {
    this.basis = basis;
    this.weight = weight;
    this.coefficients = floats(basis.outputSize);
  }

  value(x: Float32Array): number {
    this.basis.apply(x, this.coefficients);
    let sum = 0;
    for (const coefficient of this.coefficients) sum += Math.abs(coefficient);
    return this.weight * sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const { basis, coefficients } = this;
    basis.apply(x, coefficients);
    softThreshold(coefficients, step * this.weight, coefficients);
    basis.applyAdjoint(coefficients, out);
  }
}
