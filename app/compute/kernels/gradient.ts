import { accelerated } from './memory.ts';

/**
 * Forward differences of planes that lie one after the other, with Neumann boundary: gx = x(i+1, j) − x(i, j), zero in the last
 * column; gy likewise downwards, zero in the last row.
 */
export function forwardDifferences(
  x: Float32Array,
  width: number,
  height: number,
  gx: Float32Array,
  gy: Float32Array,
): void {
  const rows = x.length / width;
  if (accelerated('forwardDifferences', rows, [x, gx, gy], width, height)) return;
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    const last = start + width - 1;
    const down = row % height < height - 1 ? width : 0;
    for (let i = start; i < last; i++) {
      const value = x[i]!;
      gx[i] = x[i + 1]! - value;
      gy[i] = x[i + down]! - value;
    }
    gx[last] = 0;
    gy[last] = x[last + down]! - x[last]!;
  }
}

/** The exact adjoint of `forwardDifferences`: out = −div(gx, gy), whatever the last column and row hold. */
export function negativeDivergence(
  gx: Float32Array,
  gy: Float32Array,
  width: number,
  height: number,
  out: Float32Array,
): void {
  const rows = out.length / width;
  if (accelerated('negativeDivergence', rows, [gx, gy, out], width, height)) return;
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    const last = start + width - 1;
    const above = row % height > 0 ? 1 : 0;
    const here = row % height < height - 1 ? 1 : 0;
    let left = 0;
    for (let i = start; i <= last; i++) {
      const right = i < last ? gx[i]! : 0;
      const top = above === 1 ? gy[i - width]! : 0;
      out[i] = left - right + top - here * gy[i]!;
      left = right;
    }
  }
}
