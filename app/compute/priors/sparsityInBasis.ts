import { softThreshold, weightedSoftThreshold } from '../kernels/softThreshold.ts';
import { floats } from '../kernels/memory.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { ProximalPrior } from './prior.ts';

/** weight · Σ wᵢ |(W x)ᵢ| with W an orthonormal basis, WᵀW = W Wᵀ = I: its prox is Wᵀ · soft threshold · W. */
export class SparsityInBasis implements ProximalPrior {
  private readonly basis: LinearOperator;
  private readonly weight: number;
  private readonly weights: Float32Array | null;
  private readonly coefficients: Float32Array;

  /** @param weights wᵢ ≥ 0, 0 for coefficients that are free; null means all 1 */
  constructor(basis: LinearOperator, weight: number, weights: Float32Array | null = null) {
    this.basis = basis;
    this.weight = weight;
    this.weights = weights;
    this.coefficients = floats(basis.outputSize);
  }

  value(x: Float32Array): number {
    const { coefficients, weights } = this;
    this.basis.apply(x, coefficients);
    let sum = 0;
    for (let i = 0; i < coefficients.length; i++) sum += (weights?.[i] ?? 1) * Math.abs(coefficients[i]!);
    return this.weight * sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const { basis, coefficients, weights } = this;
    basis.apply(x, coefficients);
    if (weights === null) softThreshold(coefficients, step * this.weight, coefficients);
    else weightedSoftThreshold(coefficients, step * this.weight, weights, coefficients);
    basis.applyAdjoint(coefficients, out);
  }
}
