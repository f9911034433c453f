import { combine, distanceSquared, dot, relative } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { DualizedPrior } from '../priors/prior.ts';
import type { Solver, StepReport } from './iterate.ts';
import type { QuadraticStep } from './quadraticStep.ts';

/** Each penalty serves so many steps, and is then raised (Wang et al.: 2√2 … 2). */
const stepsPerPenalty = 4;
const growth = 2;

/**
 * min_x ½‖A x − y‖² + weight · F(K x) by half-quadratic splitting with continuation (Geman and Yang 1995; Wang,
 * Yang, Yin and Zhang, SIAM J. Imaging Sciences 2008): the minimum over x and d of
 * ½‖A x − y‖² + weight · F(d) + β/2 ‖K x − d‖² in turns, while β rises from `firstPenalty` to `lastPenalty`.
 *
 * No multiplier: what it ends at is the solution for weight · F smoothed over 1/β, hence only near the one that
 * was asked for, but after few steps. The criterion is the relative change of x once β has stopped rising.
 */
export class HalfQuadratic implements Solver {
  private readonly forward: LinearOperator;
  private readonly prior: DualizedPrior;
  private readonly y: Float32Array;
  private readonly quadratic: QuadraticStep;
  private readonly lastPenalty: number;
  private readonly x: Float32Array;
  private readonly previous: Float32Array;
  private readonly measured: Float32Array;
  private readonly rightSide: Float32Array;
  private readonly image: Float32Array;
  private readonly d: Float32Array;
  private readonly shrunk: Float32Array;
  private penalty: number;
  private iteration = 0;

  /** @param start copied */
  constructor(
    forward: LinearOperator,
    y: Float32Array,
    prior: DualizedPrior,
    quadratic: QuadraticStep,
    start: Float32Array,
    penalties: { readonly first: number; readonly last: number },
  ) {
    this.forward = forward;
    this.prior = prior;
    this.y = y;
    this.quadratic = quadratic;
    this.penalty = penalties.first;
    this.lastPenalty = penalties.last;
    const { inputSize, outputSize } = prior.analysis;
    this.x = floats(inputSize);
    this.x.set(start);
    this.previous = floats(inputSize);
    this.measured = floats(inputSize);
    forward.applyAdjoint(y, this.measured);
    this.rightSide = floats(inputSize);
    this.image = floats(forward.outputSize);
    this.d = floats(outputSize);
    this.shrunk = floats(outputSize);
  }

  step(): StepReport {
    const { prior, x, d, shrunk, rightSide, previous } = this;
    if (this.iteration > 0 && this.iteration % stepsPerPenalty === 0)
      this.penalty = Math.min(this.lastPenalty, growth * this.penalty);
    this.iteration++;
    const { penalty } = this;
    prior.analysis.apply(x, d);
    // Moreau: what the dual ball of radius weight / β holds of d is taken away.
    combine(penalty, d, 0, d, shrunk);
    prior.conjugateProx(shrunk, penalty);
    combine(1, d, -1 / penalty, shrunk, d);
    prior.analysis.applyAdjoint(d, rightSide);
    combine(1, this.measured, penalty, rightSide, rightSide);
    previous.set(x);
    this.quadratic.solve(rightSide, penalty, x);
    const objective = this.objective();
    if (penalty < this.lastPenalty) return { objective };
    const moved = Math.sqrt(distanceSquared(previous, x));
    return { objective, criterion: relative(moved, Math.sqrt(dot(x, x))) };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  private objective(): number {
    this.forward.apply(this.x, this.image);
    return distanceSquared(this.image, this.y) / 2 + this.prior.value(this.x);
  }
}
