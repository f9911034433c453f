/** How well x explains the measurement; +∞ outside the constraint for an indicator. */
export interface DataTerm {
  value(x: Float32Array): number;
  /** out = argmin_u ½‖u − x‖² + step · value(u); `out` may be `x`. */
  prox(x: Float32Array, step: number, out: Float32Array): void;
}
