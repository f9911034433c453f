/**
 * Room for `length` floats that kernels work on, zeroed. It is a method's own for one run of it, and is
 * given back when that run has ended: nothing that outlives a run may be kept in it.
 */
export function floats(length: number): Float32Array {
  return new Float32Array(length);
}
