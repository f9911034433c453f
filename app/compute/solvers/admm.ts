import { combine, distanceSquared, dot, relative } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { DualizedPrior } from '../priors/prior.ts';
import type { Solver, StepReport } from './iterate.ts';
import type { QuadraticStep } from './quadraticStep.ts';
import { isTold } from './telling.ts';

/** The penalty changes by this factor once one residual is so many times the other (Boyd et al., 3.4.1). */
const change = 2;
const imbalance = 10;
/** Residuals and objective cost about as much as a step. */
const reportInterval = 10;
/** No more changes afterwards, so that it converges whatever happened before. */
const lastChange = 100;

/**
 * min_x ½‖A x − y‖² + weight · F(K x) by the alternating direction method of multipliers on d = K x
 * (Boyd et al., Foundations and Trends in Machine Learning 2011):
 *
 *   x ← (AᵀA + ρKᵀK)⁻¹ (Aᵀy + ρKᵀ(d − u)),   d ← prox of weight F / ρ at K x + u,   u ← u + K x − d.
 *
 * ρ is doubled or halved until the relative primal residual ‖K x − d‖ and the relative dual residual
 * ρ‖Kᵀ(d − previous d)‖ are alike (relative: Wohlberg, 2017); the larger of both is the criterion.
 * `AdmmTvDeconvolution` is the special case that is exact in the Fourier domain.
 */
export class Admm implements Solver {
  private readonly forward: LinearOperator;
  private readonly prior: DualizedPrior;
  private readonly y: Float32Array;
  private readonly quadratic: QuadraticStep;
  private readonly x: Float32Array;
  private readonly measured: Float32Array;
  private readonly rightSide: Float32Array;
  private readonly image: Float32Array;
  private readonly d: Float32Array;
  private readonly u: Float32Array;
  private readonly lifted: Float32Array;
  private readonly previous: Float32Array;
  private penalty: number;
  private iteration = 0;

  /**
   * @param start copied
   * @param penalty the first ρ > 0
   */
  constructor(
    forward: LinearOperator,
    y: Float32Array,
    prior: DualizedPrior,
    quadratic: QuadraticStep,
    start: Float32Array,
    penalty: number,
  ) {
    this.forward = forward;
    this.prior = prior;
    this.y = y;
    this.quadratic = quadratic;
    this.penalty = penalty;
    const { inputSize, outputSize } = prior.analysis;
    this.x = floats(inputSize);
    this.x.set(start);
    this.measured = floats(inputSize);
    forward.applyAdjoint(y, this.measured);
    this.rightSide = floats(inputSize);
    this.image = floats(forward.outputSize);
    this.d = floats(outputSize);
    prior.analysis.apply(this.x, this.d);
    this.u = floats(outputSize);
    this.lifted = floats(outputSize);
    this.previous = floats(outputSize);
  }

  step(): StepReport {
    this.iteration++;
    const { prior, x, d, u, lifted, previous, rightSide, penalty } = this;
    combine(1, d, -1, u, previous);
    prior.analysis.applyAdjoint(previous, rightSide);
    combine(1, this.measured, penalty, rightSide, rightSide);
    this.quadratic.solve(rightSide, penalty, x);
    prior.analysis.apply(x, lifted);
    const told = isTold(this.iteration, reportInterval);
    if (told) previous.set(d);
    // By Moreau: of v = K x + u the dual ball keeps u, and the rest is d.
    combine(1, lifted, 1, u, d);
    combine(penalty, d, 0, d, u);
    prior.conjugateProx(u, penalty);
    combine(1 / penalty, u, 0, u, u);
    combine(1, d, -1, u, d);
    if (!told) return {};
    const size = Math.sqrt(Math.max(dot(lifted, lifted), dot(previous, previous)));
    const primal = relative(Math.sqrt(distanceSquared(lifted, d)), size);
    combine(1, d, -1, previous, previous);
    const dual = relative(this.pulledNorm(previous), this.pulledNorm(u));
    this.balance(primal, dual);
    return { objective: this.objective(), criterion: Math.max(primal, dual) };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  /** out = ρ u, a point of the dual ball: the dual variable. */
  dualSolution(out: Float32Array): void {
    combine(this.penalty, this.u, 0, this.u, out);
  }

  /** ‖Kᵀ of a dual vector‖. */
  private pulledNorm(vector: Float32Array): number {
    this.prior.analysis.applyAdjoint(vector, this.rightSide);
    return Math.sqrt(dot(this.rightSide, this.rightSide));
  }

  private objective(): number {
    this.forward.apply(this.x, this.image);
    return distanceSquared(this.image, this.y) / 2 + this.prior.value(this.x);
  }

  private balance(primal: number, dual: number): void {
    if (this.iteration > lastChange) return;
    const factor = primal > imbalance * dual ? change : dual > imbalance * primal ? 1 / change : 1;
    if (factor === 1) return;
    this.penalty *= factor;
    // u is the multiplier divided by ρ.
    combine(1 / factor, this.u, 0, this.u, this.u);
  }
}
