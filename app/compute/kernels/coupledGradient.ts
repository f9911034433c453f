/** px, py = ∇u − v in forward differences, 0 in the last column of px and the last row of py. */
export function coupledGradient(
  u: Float32Array,
  vx: Float32Array,
  vy: Float32Array,
  width: number,
  height: number,
  px: Float32Array,
  py: Float32Array,
): void {
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const last = start + width - 1;
    for (let i = start; i < last; i++) px[i] = u[i + 1]! - u[i]! - vx[i]!;
    px[last] = 0;
    if (row + 1 < height) for (let i = start; i <= last; i++) py[i] = u[i + width]! - u[i]! - vy[i]!;
    else py.fill(0, start, last + 1);
  }
}

/** The part of its adjoint that concerns v: vx, vy lose px, py where `coupledGradient` is not 0 by definition. */
export function subtractCoupled(
  px: Float32Array,
  py: Float32Array,
  width: number,
  height: number,
  vx: Float32Array,
  vy: Float32Array,
): void {
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const last = start + width - 1;
    for (let i = start; i < last; i++) vx[i] = vx[i]! - px[i]!;
    if (row + 1 < height) for (let i = start; i <= last; i++) vy[i] = vy[i]! - py[i]!;
  }
}
