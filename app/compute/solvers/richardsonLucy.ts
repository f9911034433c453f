import type { LinearOperator } from '../operators/linearOperator.ts';

/** Keeps divisions finite; far below one level. */
const tiny = 1e-6;

/**
 * Richardson–Lucy for one plane: x ← x · Aᵀ(y / A x) / Aᵀ1. Each step decreases the Kullback–Leibler
 * divergence KL(y, A x) = Σ A x − y + y ln(y / A x) and keeps x ≥ 0 (Richardson 1972, Lucy 1974; monotony:
 * Vardi, Shepp and Kaufman 1985). Negative measurements count as 0.
 *
 * With damping τ > 0, y is moved towards A x where they differ by less than τ:
 * y′ = A x + w (y − A x), w = u (2 − u), u = min(1, (y − A x)² / τ²), so that differences within the noise
 * are not chased (after White, "Image restoration using the damped Richardson–Lucy method", 1994).
 */
export class RichardsonLucy {
  /** The estimate. */
  readonly x: Float32Array;
  private readonly operator: LinearOperator;
  private readonly y: Float32Array;
  private readonly damping: number;
  private readonly sensitivity: Float32Array;
  private readonly predicted: Float32Array;
  private readonly correction: Float32Array;

  /** @param damping τ in the measurement's units, 0 for none */
  constructor(operator: LinearOperator, y: Float32Array, damping: number) {
    this.operator = operator;
    this.y = y.map((value) => Math.max(0, value));
    this.damping = damping;
    this.x = this.y.map((value) => Math.max(tiny, value));
    this.predicted = new Float32Array(operator.outputSize);
    this.correction = new Float32Array(operator.inputSize);
    this.sensitivity = new Float32Array(operator.inputSize);
    operator.applyAdjoint(new Float32Array(operator.outputSize).fill(1), this.sensitivity);
  }

  /** One update. @returns KL(y, A x) of the estimate before it */
  step(): number {
    const { x, y, predicted, correction, sensitivity, damping } = this;
    this.operator.apply(x, predicted);
    let divergence = 0;
    for (let i = 0; i < y.length; i++) {
      // The transform leaves rounding errors of either sign where the picture is black.
      const prediction = Math.max(tiny, predicted[i]!);
      const difference = y[i]! - prediction;
      divergence -= difference;
      if (y[i]! > 0) divergence += y[i]! * Math.log(y[i]! / prediction);
      predicted[i] = 1 + (weight(difference, damping) * difference) / prediction;
    }
    this.operator.applyAdjoint(predicted, correction);
    for (let i = 0; i < x.length; i++)
      x[i] = Math.max(tiny * tiny, (x[i]! * Math.max(0, correction[i]!)) / Math.max(tiny, sensitivity[i]!));
    return Math.max(0, divergence);
  }
}

function weight(difference: number, damping: number): number {
  if (Math.abs(difference) >= damping) return 1;
  const u = (difference / damping) ** 2;
  return u * (2 - u);
}
