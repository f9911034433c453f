import { copyOf, floats } from '../kernels/memory.ts';
import { combine, dot, relative } from '../kernels/vectors.ts';
import type { LeastSquares } from '../dataTerms/leastSquares.ts';
import type { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { ConjugateGradient } from './conjugateGradient.ts';
import type { Solver, StepReport } from './iterate.ts';

/** Lagged steps before the first true Newton step: they lead to where it works. */
const leadingSteps = 4;
const mostInnerSteps = 200;
/** Solving a step's system more exactly than this is of no use while far from the solution, and below, in floats. */
const innerTolerance = { most: 0.1, least: 1e-5 };
/** Armijo's condition, and how often the step is halved for it. */
const sufficientDecrease = 1e-4;
const mostHalvings = 8;
/** Of the objective: sums of floats are not better known. */
const rounding = 1e-7;

/**
 * min ½‖A x − y‖² + weight · TV_ε(x) by Newton's method, each step by conjugate gradients.
 *
 * First lagged diffusivity (Vogel & Oman 1996): the quadratic that touches the objective from above is
 * minimised, which lowers the objective at every step and converges linearly from anywhere. Then the true
 * Hessian, AᵀA + weight · ∇ᵀ(I − u uᵀ/|u|²_ε)/|u|_ε ∇ with u = ∇x, and Armijo's line search: quadratic near the solution.
 * Where the line search fails, a lagged step is taken instead.
 */
export class NewtonTv implements Solver {
  private readonly dataTerm: LeastSquares;
  private readonly prior: SmoothedTotalVariation;
  private readonly x: Float32Array;
  private readonly slope: Float32Array;
  private readonly part: Float32Array;
  private readonly rightSide: Float32Array;
  private readonly direction: Float32Array;
  private readonly trial: Float32Array;
  private readonly gradients: ConjugateGradient<Float32Array>;
  private exact = false;
  private value: number;
  private norm: number;
  private readonly firstNorm: number;
  private iteration = 0;

  /** @param start copied */
  constructor(dataTerm: LeastSquares, prior: SmoothedTotalVariation, start: Float32Array) {
    const size = start.length;
    this.dataTerm = dataTerm;
    this.prior = prior;
    this.x = copyOf(start);
    this.slope = floats(size);
    this.part = floats(size);
    this.rightSide = floats(size);
    this.direction = floats(size);
    this.trial = floats(size);
    const apply = (v: Float32Array, out: Float32Array) => {
      dataTerm.normal(v, this.part);
      if (this.exact) prior.hessian(v, out);
      else prior.lagged(v, out);
      combine(1, this.part, 1, out, out);
    };
    this.prior.linearise(this.x);
    this.gradients = new ConjugateGradient({ apply }, this.rightSide, this.direction);
    this.value = this.objective();
    this.norm = this.findSlope();
    this.firstNorm = this.norm;
  }

  /** The criterion is ‖∇E(x)‖ after the step, relative to the start's. */
  step(): StepReport {
    this.iteration++;
    this.prior.linearise(this.x);
    this.exact = this.iteration > leadingSteps;
    this.solve();
    if (this.exact && !this.search()) {
      this.exact = false;
      this.solve();
    }
    if (!this.exact) combine(1, this.x, 1, this.direction, this.x);
    this.value = this.objective();
    this.norm = this.findSlope();
    return { objective: this.value, criterion: relative(this.norm, this.firstNorm) };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  private objective(): number {
    return this.dataTerm.value(this.x) + this.prior.value(this.x);
  }

  private findSlope(): number {
    this.dataTerm.gradient(this.x, this.part);
    this.prior.gradient(this.x, this.slope);
    combine(1, this.part, 1, this.slope, this.slope);
    return Math.sqrt(dot(this.slope, this.slope));
  }

  /** direction ≈ −Hessian⁻¹ slope, the more exactly the nearer the solution (Dembo, Eisenstat & Steihaug 1982). */
  private solve(): void {
    const { gradients, direction, slope, rightSide } = this;
    combine(-1, slope, 0, slope, rightSide);
    direction.fill(0);
    gradients.restart();
    const { most, least } = innerTolerance;
    const tolerance = Math.max(least, Math.min(most, relative(this.norm, this.firstNorm)));
    for (let i = 0; i < mostInnerSteps && gradients.relativeResidual > tolerance; i++) gradients.step();
  }

  /** Moves x along the direction by 1, ½, ¼ … until the objective falls enough. @returns whether it did */
  private search(): boolean {
    const { x, direction, trial, slope } = this;
    const expected = dot(slope, direction);
    if (!(expected < 0)) return false;
    trial.set(x);
    for (let length = 1, k = 0; k <= mostHalvings; k++, length /= 2) {
      combine(1, trial, length, direction, x);
      const allowed = this.value + sufficientDecrease * length * expected + rounding * Math.abs(this.value);
      if (this.objective() <= allowed) return true;
    }
    x.set(trial);
    return false;
  }
}
