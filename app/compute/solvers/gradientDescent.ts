import type { SmoothDataTerm } from '../dataTerms/dataTerm.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine, dot, relative } from '../kernels/vectors.ts';
import type { SymmetricSystem } from './conjugateGradient.ts';
import type { Solver, StepReport } from './iterate.ts';
import { isTold } from './telling.ts';

/** Evaluating the objective costs about as much as a step. */
const valueInterval = 10;

/**
 * Gradient descent with a fixed step, x⁺ = x − τ ∇E(x). Converges for 0 < τ < 2/L, L Lipschitz for ∇E; with
 * τ = 1/L the objective falls at every step, as O(1/k), and where E is m-strongly convex the distance to the
 * minimiser falls by the factor 1 − m/L, with τ = 2/(L + m) by (L − m)/(L + m) (Nesterov, Introductory
 * Lectures on Convex Optimization, 2004, theorem 2.1.15).
 */
export class GradientDescent implements Solver {
  private readonly objective: SmoothDataTerm;
  private readonly stepLength: number;
  private readonly x: Float32Array;
  private readonly slope: Float32Array;
  private firstNorm = NaN;
  private iteration = 0;

  /**
   * @param start copied
   * @param strongConvexity m, where known: then the step is the best for it
   * @param step τ where it is not to be chosen: for comparing with others' figures
   */
  constructor(
    objective: SmoothDataTerm,
    start: Float32Array,
    { strongConvexity = objective.lipschitz, step }: { strongConvexity?: number; step?: number } = {},
  ) {
    this.objective = objective;
    this.stepLength = step ?? 2 / (objective.lipschitz + strongConvexity);
    if (!(this.stepLength > 0 && this.stepLength * objective.lipschitz <= 2))
      throw new Error(`gradient descent diverges with the step ${this.stepLength}`);
    this.x = copyOf(start);
    this.slope = floats(start.length);
  }

  /** The criterion is ‖∇E(x)‖ before the step, relative to the start's. */
  step(): StepReport {
    this.iteration++;
    const { x, slope } = this;
    this.objective.gradient(x, slope);
    const norm = Math.sqrt(dot(slope, slope));
    if (this.iteration === 1) this.firstNorm = norm;
    combine(1, x, -this.stepLength, slope, x);
    const criterion = relative(norm, this.firstNorm);
    return isTold(this.iteration, valueInterval)
      ? { criterion, objective: this.objective.value(x) }
      : { criterion };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }
}

/**
 * Gradient descent with the exact line search, for a quadratic ½⟨x, A x⟩ − ⟨b, x⟩: the step
 * τ = ‖g‖² / ⟨g, A g⟩ minimises along the gradient g = A x − b, so that consecutive gradients are
 * orthogonal (Cauchy 1847). The error in the norm of A falls by (κ − 1)/(κ + 1) at each step or faster.
 */
export class SteepestDescent implements Solver {
  private readonly system: SymmetricSystem<Float32Array>;
  private readonly rightHandSide: Float32Array;
  private readonly x: Float32Array;
  private readonly slope: Float32Array;
  private readonly image: Float32Array;
  private lastStep = NaN;

  /** @param start copied */
  constructor(system: SymmetricSystem<Float32Array>, rightHandSide: Float32Array, start: Float32Array) {
    this.system = system;
    this.rightHandSide = rightHandSide;
    this.x = copyOf(start);
    this.slope = floats(start.length);
    this.image = floats(start.length);
    this.findSlope();
  }

  /** The criterion is the relative residual ‖b − A x‖ / ‖b‖ after the step. */
  step(): StepReport {
    const { system, x, slope, image } = this;
    const squared = dot(slope, slope);
    system.apply(slope, image);
    const curvature = dot(slope, image);
    if (curvature > 0) {
      this.lastStep = squared / curvature;
      combine(1, x, -this.lastStep, slope, x);
      this.findSlope();
    }
    const { rightHandSide } = this;
    const objective = (dot(x, slope) - dot(x, rightHandSide)) / 2;
    return {
      objective,
      criterion: Math.sqrt(relative(dot(slope, slope), dot(rightHandSide, rightHandSide))),
    };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  /** ∇ at the current x. */
  gradient(): Float32Array {
    return this.slope;
  }

  /** Computed anew rather than updated, so that rounding does not add up. */
  private findSlope(): void {
    this.system.apply(this.x, this.slope);
    combine(1, this.slope, -1, this.rightHandSide, this.slope);
  }
}
