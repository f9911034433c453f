import { accelerated, copyOf, floats, indices, threadCount } from './memory.ts';

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
  /** What multiplying along x works in. */
  readonly scratch: Float32Array;
}

/** @param start, index, weight see `AxisMatrix`; copied */
export function axisMatrix(
  columns: number,
  start: Int32Array,
  index: Int32Array,
  weight: Float32Array,
): AxisMatrix {
  const rows = start.length - 1;
  const scratch = floats(threadCount() * 4 * (columns + rows + 8));
  return { rows, columns, start: indices(start), index: indices(index), weight: copyOf(weight), scratch };
}

export function transpose({ rows, columns, start, index, weight }: AxisMatrix): AxisMatrix {
  const counts = new Int32Array(columns + 1);
  for (const column of index) counts[column + 1]!++;
  for (let column = 0; column < columns; column++) counts[column + 1]! += counts[column]!;
  const next = counts.slice();
  const rowOf = new Int32Array(index.length);
  const transposed = new Float32Array(index.length);
  for (let row = 0; row < rows; row++)
    for (let k = start[row]!; k < start[row + 1]!; k++) {
      const at = next[index[k]!]!++;
      rowOf[at] = row;
      transposed[at] = weight[k]!;
    }
  return axisMatrix(rows, counts, rowOf, transposed);
}

/**
 * Multiplies every row of a plane of `matrix.columns` × `height`; out is `matrix.rows` × `height`.
 * @param strides from row to row, in floats, where the planes are parts of larger ones
 */
export function multiplyAlongX(
  matrix: AxisMatrix,
  x: Float32Array,
  height: number,
  out: Float32Array,
  strides = { x: matrix.columns, out: matrix.rows },
): void {
  const { rows, columns, start, index, weight, scratch } = matrix;
  if (
    height >= 4 &&
    accelerated(
      'axisAlongX',
      Math.ceil(height / 4),
      [x, out, start, index, weight, scratch],
      rows,
      columns,
      height,
      strides.x,
      strides.out,
    )
  )
    return;
  for (let line = 0; line < height; line++) {
    const from = line * strides.x;
    const to = line * strides.out;
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
export function multiplyAlongY(
  matrix: AxisMatrix,
  x: Float32Array,
  width: number,
  out: Float32Array,
  strides = { x: width, out: width },
): void {
  const { rows, start, index, weight } = matrix;
  if (accelerated('axisAlongY', rows, [x, out, start, index, weight], width, strides.x, strides.out)) return;
  for (let row = 0; row < rows; row++) {
    const to = row * strides.out;
    out.fill(0, to, to + width);
    for (let k = start[row]!; k < start[row + 1]!; k++)
      addScaled(x, index[k]! * strides.x, weight[k]!, out, to, width);
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
