/**
 * Rows of the dual of isotropic total variation. A caller goes through an image row by row and, within
 * a row, through the channels, so that all buffers of a row stay in the first cache; norms couple
 * whatever channels were accumulated into them.
 */

/**
 * tx = px + step · ∂x u, ty = py + step · ∂y u for one row, where `u` holds the row at `here` and the
 * one below at `below` (the same offset in the last row: no difference); norms gains tx² + ty².
 */
export function ascendRow(
  u: Float32Array,
  here: number,
  below: number,
  px: Float32Array,
  py: Float32Array,
  from: number,
  step: number,
  tx: Float32Array,
  ty: Float32Array,
  to: number,
  width: number,
  norms: Float32Array,
): void {
  const last = width - 1;
  let value = u[here]!;
  for (let i = 0; i < last; i++) {
    const next = u[here + i + 1]!;
    const x = px[from + i]! + step * (next - value);
    const y = py[from + i]! + step * (u[below + i]! - value);
    tx[to + i] = x;
    ty[to + i] = y;
    norms[i] = norms[i]! + x * x + y * y;
    value = next;
  }
  const x = px[from + last]!;
  const y = py[from + last]! + step * (u[below + last]! - value);
  tx[to + last] = x;
  ty[to + last] = y;
  norms[last] = norms[last]! + x * x + y * y;
}

/** Squared norms become the factors that bring vectors longer than `radius` back to it. */
export function shrinkFactors(norms: Float32Array, width: number, radius: number): void {
  // Without a branch: on noise it would be mispredicted at every other pixel.
  for (let i = 0; i < width; i++) norms[i] = radius / Math.max(radius, Math.sqrt(norms[i]!));
}

export function scaleRow(
  factors: Float32Array,
  px: Float32Array,
  py: Float32Array,
  at: number,
  width: number,
): void {
  for (let i = 0; i < width; i++) {
    const factor = factors[i]!;
    px[at + i] = px[at + i]! * factor;
    py[at + i] = py[at + i]! * factor;
  }
}

/**
 * Projected row with Nesterov's momentum: p ← factors · t and q ← p + momentum · (p − previous p).
 */
export function momentumRow(
  factors: Float32Array,
  tx: Float32Array,
  ty: Float32Array,
  from: number,
  momentum: number,
  px: Float32Array,
  py: Float32Array,
  qx: Float32Array,
  qy: Float32Array,
  at: number,
  width: number,
): void {
  for (let i = 0; i < width; i++) {
    const factor = factors[i]!;
    const x = tx[from + i]! * factor;
    const y = ty[from + i]! * factor;
    qx[at + i] = x + momentum * (x - px[at + i]!);
    qy[at + i] = y + momentum * (y - py[at + i]!);
    px[at + i] = x;
    py[at + i] = y;
  }
}

/**
 * One row of u = y + weight · div p. `above` is where the row above starts in `py`, or −1 in the first
 * row; `lastRow` drops the downward component, as the gradient's adjoint does.
 */
export function denoisedRow(
  y: Float32Array,
  px: Float32Array,
  py: Float32Array,
  at: number,
  above: number,
  lastRow: boolean,
  weight: number,
  out: Float32Array,
  to: number,
  width: number,
): void {
  const down = lastRow ? 0 : 1;
  const up = above < 0 ? 0 : 1;
  // In the first row any row does in place of the one above: its factor is zero.
  const from = above < 0 ? at : above;
  let left = 0;
  for (let i = 0; i < width; i++) {
    const right = px[at + i]!;
    out[to + i] = y[at + i]! + weight * (right - left + down * py[at + i]! - up * py[from + i]!);
    left = right;
  }
  // The last column has no difference to the right, whatever px holds there.
  out[to + width - 1] = out[to + width - 1]! - weight * left;
}
