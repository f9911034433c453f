import type { DataTerm } from '../dataTerms/dataTerm.ts';
import type { DualizedPrior } from '../priors/prior.ts';

/**
 * min_x G(x) + weight · F(K x) by the primal-dual method of Chambolle & Pock (JMIV 2011, Algorithm 1).
 * p⁺ = prox_{σF*}(p + σ K x̄);  x⁺ = prox_{τG}(x − τ Kᵀ p⁺);  x̄ = 2x⁺ − x;  τ σ ‖K‖² ≤ 1.
 */
export class ChambollePock {
  private readonly prior: DualizedPrior;
  private readonly dataTerm: DataTerm;
  private readonly primalStep: number;
  private readonly dualStep: number;
  private readonly x: Float32Array;
  private readonly extrapolated: Float32Array;
  private readonly dual: Float32Array;
  private readonly moved: Float32Array;

  /**
   * @param start copied
   * @param primalStep τ > 0; the dual step is the longest that converges. A good τ is near
   *   ‖x* − start‖ / ‖p*‖, hence small where the start is close.
   */
  constructor(prior: DualizedPrior, dataTerm: DataTerm, start: Float32Array, primalStep: number) {
    this.prior = prior;
    this.dataTerm = dataTerm;
    this.primalStep = primalStep;
    this.dualStep = 1 / (prior.analysisNormSquared * primalStep);
    this.x = start.slice();
    this.extrapolated = start.slice();
    this.moved = new Float32Array(start.length);
    this.dual = new Float32Array(prior.analysis.outputSize);
  }

  step(): void {
    this.prior.ascend(this.extrapolated, this.dualStep, this.dual);
    this.prior.analysis.applyAdjoint(this.dual, this.moved);
    descend(this.x, this.moved, this.primalStep);
    this.dataTerm.prox(this.moved, this.primalStep, this.moved);
    extrapolate(this.x, this.moved, this.extrapolated);
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }
}

/** moved ← x − step · moved. */
function descend(x: Float32Array, moved: Float32Array, step: number): void {
  for (let i = 0; i < x.length; i++) moved[i] = x[i]! - step * moved[i]!;
}

/** extrapolated ← 2 · next − x, then x ← next. */
function extrapolate(x: Float32Array, next: Float32Array, extrapolated: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const value = next[i]!;
    extrapolated[i] = 2 * value - x[i]!;
    x[i] = value;
  }
}
