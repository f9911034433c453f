import type { DataTerm } from '../dataTerms/dataTerm.ts';
import { combine } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { InvertibleNormal } from '../operators/linearOperator.ts';
import type { DualizedPrior, ProximalPrior } from './prior.ts';

/**
 * G(x) + weight · F(u) of the stacked variable (x, u). With `OperatorGraph` in the other hand of a splitting
 * method it stands for G(x) + weight · F(K x), whose prox is not known.
 */
export class SplitTerm implements ProximalPrior {
  private readonly dataTerm: DataTerm;
  private readonly prior: DualizedPrior;
  private readonly scaled: Float32Array;

  constructor(dataTerm: DataTerm, prior: DualizedPrior) {
    this.dataTerm = dataTerm;
    this.prior = prior;
    this.scaled = floats(prior.analysis.outputSize);
  }

  /** G(x) + weight · F(K x), of x alone. */
  value(stacked: Float32Array): number {
    const x = stacked.subarray(0, this.prior.analysis.inputSize);
    return this.dataTerm.value(x) + this.prior.value(x);
  }

  prox(stacked: Float32Array, step: number, out: Float32Array): void {
    const size = this.prior.analysis.inputSize;
    this.dataTerm.prox(stacked.subarray(0, size), step, out.subarray(0, size));
    // Moreau: prox_{step F}(u) = u − step · prox_{F*/step}(u / step).
    const { scaled } = this;
    const u = stacked.subarray(size);
    combine(1 / step, u, 0, u, scaled);
    this.prior.conjugateProx(scaled, 1 / step);
    combine(1, u, -step, scaled, out.subarray(size));
  }
}

/** The indicator of {(x, u) : u = K x}; its prox is the projection x⁺ = (I + KᵀK)⁻¹ (x + Kᵀu), u⁺ = K x⁺. */
export class OperatorGraph implements ProximalPrior {
  private readonly operator: InvertibleNormal;
  private readonly pulled: Float32Array;

  constructor(operator: InvertibleNormal) {
    this.operator = operator;
    this.pulled = floats(operator.inputSize);
  }

  /** 0: whether u = K x holds up to rounding is not looked into. */
  value(): number {
    return 0;
  }

  prox(stacked: Float32Array, _step: number, out: Float32Array): void {
    const { operator, pulled } = this;
    const size = operator.inputSize;
    operator.applyAdjoint(stacked.subarray(size), pulled);
    combine(1, stacked.subarray(0, size), 1, pulled, pulled);
    const x = out.subarray(0, size);
    operator.solveNormal(pulled, 1, x);
    operator.apply(x, out.subarray(size));
  }
}
