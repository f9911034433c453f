/**
 * A weighted grid Laplacian on the active cells of a grid that is framed by one inactive cell on every
 * side: (L x)_i = diagonal_i x_i − Σ weight · x_neighbour. `right[i]` weighs the edge to i + 1, `down[i]`
 * that to i + stride. Inactive cells have zero weights and `inverse` 0, so their values stay zero.
 */
export interface GridLaplacian {
  /** Cells per framed row. */
  readonly stride: number;
  /** Framed rows. */
  readonly lines: number;
  readonly right: Float32Array;
  readonly down: Float32Array;
  readonly diagonal: Float32Array;
  /** 1 / diagonal, or 0 for an inactive cell. */
  readonly inverse: Float32Array;
}

/** One Gauss–Seidel sweep for L x = b in the order of the cells. */
export function sweepForward(grid: GridLaplacian, b: Float32Array, x: Float32Array): void {
  const { stride, lines, right, down, inverse } = grid;
  const end = stride * (lines - 1) - 1;
  // Each value waits for the one before: carrying it in a variable keeps that chain short.
  let before = 0;
  for (let i = stride + 1; i < end; i++) {
    const others =
      b[i]! + right[i]! * x[i + 1]! + down[i]! * x[i + stride]! + down[i - stride]! * x[i - stride]!;
    before = inverse[i]! * (others + right[i - 1]! * before);
    x[i] = before;
  }
}

/** One sweep in the opposite order: the adjoint of `sweepForward`. */
export function sweepBackward(grid: GridLaplacian, b: Float32Array, x: Float32Array): void {
  const { stride, lines, right, down, inverse } = grid;
  let after = 0;
  for (let i = stride * (lines - 1) - 2; i > stride; i--) {
    const others =
      b[i]! + right[i - 1]! * x[i - 1]! + down[i]! * x[i + stride]! + down[i - stride]! * x[i - stride]!;
    after = inverse[i]! * (others + right[i]! * after);
    x[i] = after;
  }
}

/** coarse = sum over each 2 × 2 block of b − L x. */
export function restrictResidual(
  grid: GridLaplacian,
  b: Float32Array,
  x: Float32Array,
  coarse: Float32Array,
  coarseStride: number,
): void {
  const { stride, lines, right, down, diagonal, inverse } = grid;
  coarse.fill(0);
  for (let line = 1; line < lines - 1; line++) {
    const to = ((line + 1) >> 1) * coarseStride;
    for (let column = 1; column < stride - 1; column++) {
      const i = line * stride + column;
      if (inverse[i] === 0) continue;
      const at = to + ((column + 1) >> 1);
      coarse[at] =
        coarse[at]! +
        b[i]! -
        diagonal[i]! * x[i]! +
        right[i]! * x[i + 1]! +
        right[i - 1]! * x[i - 1]! +
        down[i]! * x[i + stride]! +
        down[i - stride]! * x[i - stride]!;
    }
  }
}

/** x += factor · (the coarse value of each active cell's block). */
export function addProlonged(
  grid: GridLaplacian,
  coarse: Float32Array,
  coarseStride: number,
  factor: number,
  x: Float32Array,
): void {
  const { stride, lines, inverse } = grid;
  for (let line = 1; line < lines - 1; line++) {
    const from = ((line + 1) >> 1) * coarseStride;
    for (let column = 1; column < stride - 1; column++) {
      const i = line * stride + column;
      if (inverse[i] !== 0) x[i] = x[i]! + factor * coarse[from + ((column + 1) >> 1)]!;
    }
  }
}

/** out = L x on a frame-less plane: b and x there, but with double precision, as the outer solver wants it. */
export function applyDirichletLaplacian(
  unknown: Uint8Array,
  width: number,
  height: number,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      if (unknown[i] === 0) {
        out[i] = 0;
        continue;
      }
      const value = x[i]!;
      let sum = 0;
      if (column > 0) sum += value - x[i - 1]!;
      if (column + 1 < width) sum += value - x[i + 1]!;
      if (row > 0) sum += value - x[i - width]!;
      if (row + 1 < height) sum += value - x[i + width]!;
      out[i] = sum;
    }
}
