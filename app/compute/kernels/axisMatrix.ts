/**
 * A small sparse matrix acting along one axis, by rows: the entries of row r are
 * `weight[k]` in column `index[k]` for start[r] ≤ k < start[r + 1].
 */
export interface AxisMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly weight: Float32Array;
}

/** Multiplies every row of a plane of `matrix.columns` × `height`; out is `matrix.rows` × `height`. */
export function multiplyAlongX(matrix: AxisMatrix, x: Float32Array, height: number, out: Float32Array): void {
  const { rows, columns, start, index, weight } = matrix;
  for (let line = 0; line < height; line++) {
    const from = line * columns;
    const to = line * rows;
    let k = 0;
    for (let row = 0; row < rows; row++) {
      const end = start[row + 1]!;
      let sum = 0;
      for (; k < end; k++) sum += weight[k]! * x[from + index[k]!]!;
      out[to + row] = sum;
    }
  }
}

/** Multiplies every column of a plane of `width` × `matrix.columns`; out is `width` × `matrix.rows`. */
export function multiplyAlongY(matrix: AxisMatrix, x: Float32Array, width: number, out: Float32Array): void {
  const { rows, start, index, weight } = matrix;
  for (let row = 0; row < rows; row++) {
    const to = row * width;
    out.fill(0, to, to + width);
    for (let k = start[row]!; k < start[row + 1]!; k++)
      addScaled(x, index[k]! * width, weight[k]!, out, to, width);
  }
}

function addScaled(
  x: Float32Array,
  from: number,
  factor: number,
  out: Float32Array,
  to: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) out[to + i] = out[to + i]! + factor * x[from + i]!;
}
