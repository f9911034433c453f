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
