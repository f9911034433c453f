import type { DataTerm } from '../dataTerms/dataTerm.ts';
import { combine, distanceSquared, dot, relative } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { DualizedPrior } from '../priors/prior.ts';
import type { Solver, StepReport } from './iterate.ts';
import { isTold } from './telling.ts';

/**
 * How long the primal steps τ are; the dual step is always the longest that converges, σ = 1 / (τ ‖K‖²).
 * - `fixed`: O(1/k). A good τ is near ‖x* − start‖ / ‖p*‖, hence small where the start is close.
 * - `accelerated`: for G that is `convexity`-strongly convex, O(1/k²): θ = 1/√(1 + 2γτ), τ⁺ = θτ (Algorithm 2).
 * - `adaptive`: τ is changed until the primal and the dual residual are alike, by less and less so that it
 *   converges (Goldstein, Li and Yuan, "Adaptive primal-dual splitting methods", 2015; the residuals are
 *   taken relative to the terms that they balance, so that no scale has to be given).
 */
export type StepRule =
  | { readonly kind: 'fixed'; readonly primalStep: number }
  | { readonly kind: 'accelerated'; readonly primalStep: number; readonly convexity: number }
  | { readonly kind: 'adaptive'; readonly primalStep: number };

interface Residuals {
  readonly primal: number;
  readonly dual: number;
}

/** Residuals and objective cost about as much as a step. */
const reportInterval = 10;

/** Goldstein et al., section 4: the first change of the steps, how it shrinks, and when one is due. */
const firstChange = 0.5;
const changeDecay = 0.95;
const imbalance = 1.5;

/**
 * min_x G(x) + weight · F(K x) by the primal-dual method of Chambolle & Pock (JMIV 2011).
 * p⁺ = prox_{σF*}(p + σ K x̄);  x⁺ = prox_{τG}(x − τ Kᵀ p⁺);  x̄ = x⁺ + θ (x⁺ − x);  τ σ ‖K‖² ≤ 1.
 *
 * It stops on the residuals of the optimality conditions 0 ∈ ∂G(x) + Kᵀp and 0 ∈ ∂F*(p) − K x, relative to
 * ‖Kᵀp‖ and ‖K x‖.
 */
export class ChambollePock implements Solver {
  private readonly prior: DualizedPrior;
  private readonly dataTerm: DataTerm;
  private readonly rule: StepRule;
  private readonly x: Float32Array;
  private readonly previous: Float32Array;
  private readonly extrapolated: Float32Array;
  private readonly dual: Float32Array;
  /** Kᵀ p. */
  private readonly pulled: Float32Array;
  private readonly moved: Float32Array;
  private readonly dualMoved: Float32Array;
  private readonly lifted: Float32Array;
  private primalStep: number;
  /** The τ that x was last moved by. */
  private takenStep: number;
  private change = firstChange;
  private iteration = 0;

  /** @param start copied */
  constructor(prior: DualizedPrior, dataTerm: DataTerm, start: Float32Array, rule: StepRule) {
    this.prior = prior;
    this.dataTerm = dataTerm;
    this.rule = rule;
    this.primalStep = rule.primalStep;
    this.takenStep = rule.primalStep;
    const size = start.length;
    [this.x, this.previous, this.extrapolated] = [floats(size), floats(size), floats(size)];
    for (const plane of [this.x, this.previous, this.extrapolated]) plane.set(start);
    this.pulled = floats(size);
    this.moved = floats(size);
    const dualSize = prior.analysis.outputSize;
    this.dual = floats(dualSize);
    this.dualMoved = floats(dualSize);
    this.lifted = floats(dualSize);
  }

  step(): StepReport {
    this.iteration++;
    const { prior, dataTerm, x, previous, dual, pulled, moved } = this;
    const due = this.iteration % reportInterval === 0;
    const measured = due || this.rule.kind === 'adaptive';
    const dualStep = 1 / (prior.analysisNormSquared * this.primalStep);
    if (measured) {
      this.dualMoved.set(dual);
      moved.set(pulled);
    }
    prior.ascend(this.extrapolated, dualStep, dual);
    prior.analysis.applyAdjoint(dual, pulled);
    const residuals = measured ? this.residuals(dualStep) : null;
    // Between p and x, so that each pair of moves is made with one τ and its σ.
    if (this.rule.kind === 'adaptive' && residuals !== null && this.iteration > 1) this.balance(residuals);
    previous.set(x);
    const step = this.primalStep;
    combine(1, x, -step, pulled, x);
    dataTerm.prox(x, step, x);
    this.takenStep = step;
    const extrapolation = this.accelerate();
    combine(1 + extrapolation, x, -extrapolation, previous, this.extrapolated);
    if (!isTold(this.iteration, reportInterval)) return {};
    const objective = dataTerm.value(x) + prior.value(x);
    if (!due || residuals === null) return { objective };
    return { objective, criterion: Math.max(residuals.primal, residuals.dual) };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  /** The current p, valid until the next step. */
  dualSolution(): Float32Array {
    return this.dual;
  }

  /**
   * Between the pairs (previous x, p) and (x, p⁺): (previous x − x)/τ − Kᵀ(p − p⁺) lies in ∂G(x) + Kᵀp⁺, and
   * (p − p⁺)/σ − K(previous x − x) in ∂F*(p⁺) − K x. Expects p in `dualMoved` and Kᵀp in `moved`.
   */
  private residuals(dualStep: number): Residuals {
    const { x, previous, dual, dualMoved, pulled, moved, lifted, prior, takenStep } = this;
    combine(1, moved, -1, pulled, moved);
    combine(1, moved, -1 / takenStep, previous, moved);
    combine(1, moved, 1 / takenStep, x, moved);
    const primal = relative(Math.sqrt(dot(moved, moved)), Math.sqrt(dot(pulled, pulled)));
    combine(1, previous, -1, x, moved);
    prior.analysis.apply(moved, lifted);
    combine(1 / dualStep, dualMoved, -1 / dualStep, dual, dualMoved);
    const missed = Math.sqrt(distanceSquared(dualMoved, lifted));
    prior.analysis.apply(x, lifted);
    return { primal, dual: relative(missed, Math.sqrt(dot(lifted, lifted))) };
  }

  private balance({ primal, dual }: Residuals): void {
    if (primal > imbalance * dual) this.primalStep /= 1 - this.change;
    else if (dual > imbalance * primal) this.primalStep *= 1 - this.change;
    else return;
    this.change *= changeDecay;
  }

  /** @returns θ, having set τ for the next step */
  private accelerate(): number {
    if (this.rule.kind !== 'accelerated') return 1;
    const theta = 1 / Math.sqrt(1 + 2 * this.rule.convexity * this.primalStep);
    this.primalStep *= theta;
    return theta;
  }
}
