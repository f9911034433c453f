/** How well x explains the measurement; +∞ outside the constraint for an indicator. */
export interface DataTerm {
  value(x: Float32Array): number;
  /** out = argmin_u ½‖u − x‖² + step · value(u); `out` may be `x`. */
  prox(x: Float32Array, step: number, out: Float32Array): void;
}

/** A data term with a gradient that is Lipschitz continuous. */
export interface SmoothDataTerm {
  value(x: Float32Array): number;
  /** out = ∇value(x); `out` must not overlap `x`. */
  gradient(x: Float32Array, out: Float32Array): void;
  /** A bound of the gradient's Lipschitz constant. */
  readonly lipschitz: number;
}
