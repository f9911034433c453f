import type { LinearOperator } from '../operators/linearOperator.ts';

/**
 * A convex prior of the form weight · F(K x) with F a norm, so that its dual variable lives in a ball.
 * `ascend` is fused because a solver's time goes there.
 */
export interface DualizedPrior {
  readonly weight: number;
  /** K. */
  readonly analysis: LinearOperator;
  /** An upper bound of ‖K‖². */
  readonly analysisNormSquared: number;
  /** weight · F(K x). */
  value(x: Float32Array): number;
  /** prox of step · (weight F)*, here the projection onto the dual ball whatever the step; in place. */
  conjugateProx(dual: Float32Array, step: number): void;
  /** dual ← conjugateProx(dual + step · K x). */
  ascend(x: Float32Array, step: number, dual: Float32Array): void;
}

/** A prior with a gradient that is Lipschitz continuous: Sobolev, smoothed total variation. */
export interface SmoothPrior {
  value(x: Float32Array): number;
  /** out = ∇value(x); `out` must not overlap `x`. */
  gradient(x: Float32Array, out: Float32Array): void;
  /** A bound of the gradient's Lipschitz constant. */
  readonly lipschitz: number;
}

/** A prior whose proximal map is known in closed form: box, nonnegativity, ℓ¹ in an orthogonal basis. */
export interface ProximalPrior {
  /** +∞ outside the constraint for an indicator. */
  value(x: Float32Array): number;
  /** out = argmin_u ½‖u − x‖² + step · value(u); `out` may be `x`. */
  prox(x: Float32Array, step: number, out: Float32Array): void;
}
