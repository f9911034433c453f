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
