import { lucyDivergence, lucyRatio, lucyUpdate } from '../kernels/lucy.ts';
import { floats } from '../kernels/memory.ts';
import { relative } from '../kernels/vectors.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import type { SmoothPrior } from '../priors/prior.ts';
import type { Solver, StepReport } from './iterate.ts';

/** Keeps divisions finite; far below one level. */
const tiny = 1e-6;
/** The denominator stays above this share of Aᵀ1, which a strong prior may outweigh. */
const least = 0.1;

/**
 * Richardson–Lucy for one plane: x ← x · Aᵀ(y / A x) / Aᵀ1. Each step decreases the Kullback–Leibler
 * divergence KL(y, A x) = Σ A x − y + y ln(y / A x) and keeps x ≥ 0 (Richardson 1972, Lucy 1974; monotony:
 * Vardi, Shepp and Kaufman 1985). Negative measurements count as 0.
 *
 * With damping τ > 0, y is moved towards A x where they differ by less than τ:
 * y′ = A x + w (y − A x), w = u (2 − u), u = min(1, (y − A x)² / τ²), so that differences within the noise
 * are not chased (after White, "Image restoration using the damped Richardson–Lucy method", 1994).
 *
 * With a prior R, Aᵀ1 becomes Aᵀ1 + ∇R(x), so that KL + R falls (one step late: Green 1990); with smoothed
 * total variation that is Dey et al., "Richardson–Lucy algorithm with total variation regularization for 3D
 * confocal microscope deconvolution", Microscopy Research and Technique 2006.
 */
export class RichardsonLucy implements Solver {
  /** The estimate. */
  readonly x: Float32Array;
  private readonly operator: LinearOperator;
  private readonly y: Float32Array;
  private readonly damping: number;
  private readonly sensitivity: Float32Array;
  private readonly predicted: Float32Array;
  private readonly correction: Float32Array;
  private readonly prior: SmoothPrior | null;
  private readonly force: Float32Array;
  private steps = 0;

  /** @param damping τ in the measurement's units, 0 for none */
  constructor(operator: LinearOperator, y: Float32Array, damping: number, prior: SmoothPrior | null = null) {
    this.operator = operator;
    this.y = floats(y.length);
    this.x = floats(y.length);
    for (let i = 0; i < y.length; i++) {
      this.y[i] = Math.max(0, y[i]!);
      this.x[i] = Math.max(tiny, y[i]!);
    }
    this.damping = damping;
    this.predicted = floats(operator.outputSize);
    this.correction = floats(operator.inputSize);
    this.sensitivity = floats(operator.inputSize);
    this.prior = prior;
    this.force = floats(operator.inputSize);
    operator.applyAdjoint(this.predicted.fill(1), this.sensitivity);
  }

  /** One update. The objective, of the estimate before it, is told at every third; the criterion is the relative change of x. */
  step(): StepReport {
    const { x, y, predicted, correction, sensitivity, damping, prior, force } = this;
    this.operator.apply(x, predicted);
    const told = this.steps++ % objectiveInterval === 0;
    const divergence = told ? lucyDivergence(y, predicted, tiny) : 0;
    lucyRatio(y, predicted, tiny, damping);
    this.operator.applyAdjoint(predicted, correction);
    const penalty = told ? (prior?.value(x) ?? 0) : 0;
    prior?.gradient(x, force);
    const bounds = { least: tiny, share: least, floor: tiny * tiny };
    const { moved, norm } = lucyUpdate(x, correction, sensitivity, force, bounds);
    return {
      ...(told && { objective: divergence + penalty }),
      criterion: relative(Math.sqrt(moved), Math.sqrt(norm)),
    };
  }
}

/** The logarithms cost as much as the rest of the pointwise work. */
const objectiveInterval = 3;
