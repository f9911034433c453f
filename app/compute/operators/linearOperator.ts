/**
 * A linear map between stacks of planes (see `Image.data`), by its action and by that of its exact
 * adjoint: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩. Both overwrite `out`, which must not overlap the argument.
 */
export interface LinearOperator {
  /** Length of x. */
  readonly inputSize: number;
  /** Length of A x. */
  readonly outputSize: number;
  apply(x: Float32Array, out: Float32Array): void;
  applyAdjoint(y: Float32Array, out: Float32Array): void;
}

/** An operator of which a bound of ‖A‖² is known, from which solvers take their steps. */
export interface BoundedOperator extends LinearOperator {
  /** An upper bound of ‖A‖², as tight as is known in closed form. */
  readonly normSquared: number;
}

/** An operator for which (AᵀA + c I) x = b has a direct solution (diagonal in pixels, Fourier, cosines …). */
export interface InvertibleNormal extends BoundedOperator {
  /** out = (AᵀA + shift I)⁻¹ b, shift > 0; `out` may be `b`. */
  solveNormal(b: Float32Array, shift: number, out: Float32Array): void;
}
