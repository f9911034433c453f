import { accelerated, indices } from './memory.ts';

/** A plane and a larger one that it grows to. */
export interface Growth {
  /** Of the plane. */
  readonly width: number;
  readonly height: number;
  /** Which row and which column of the plane each of the larger one repeats; −1 for none, which gives 0. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** The column of the larger plane where the plane itself begins. */
  readonly left: number;
  /** The other way round: row r of the plane is repeated by `copies[k]`, start[r] ≤ k < start[r + 1]. */
  readonly start: Int32Array;
  readonly copies: Int32Array;
}

/** @param rows, columns, left see `Growth`; the columns from `left` on are 0, 1, … width − 1 */
export function growth(
  width: number,
  height: number,
  rows: Int32Array,
  columns: Int32Array,
  left: number,
): Growth {
  const start = new Int32Array(height + 1);
  for (const row of rows) if (row >= 0) start[row + 1]!++;
  for (let row = 0; row < height; row++) start[row + 1]! += start[row]!;
  const next = start.slice();
  const copies = new Int32Array(start[height]!);
  for (const [at, row] of rows.entries()) if (row >= 0) copies[next[row]!++] = at;
  return {
    width,
    height,
    rows: indices(rows),
    columns: indices(columns),
    left,
    start: indices(start),
    copies: indices(copies),
  };
}

/** The larger plane. */
export function grow({ width, rows, columns, left }: Growth, x: Float32Array, out: Float32Array): void {
  if (accelerated('growPlane', rows.length, [x, out, rows, columns], width, columns.length, left)) return;
  for (let row = 0; row < rows.length; row++) {
    const to = row * columns.length;
    if (rows[row]! < 0) {
      out.fill(0, to, to + columns.length);
      continue;
    }
    const from = rows[row]! * width;
    out.set(x.subarray(from, from + width), to + left);
    eachEdge(columns.length, left, width, (column) => {
      const source = columns[column]!;
      out[to + column] = source < 0 ? 0 : x[from + source]!;
    });
  }
}

/** The adjoint of `grow`: what was repeated is added up. Where nothing was, that cuts the plane out. */
export function fold(
  { width, height, columns, left, start, copies }: Growth,
  y: Float32Array,
  out: Float32Array,
): void {
  if (accelerated('foldPlane', height, [y, out, start, copies, columns], width, columns.length, left)) return;
  for (let row = 0; row < height; row++) {
    const to = row * width;
    out.fill(0, to, to + width);
    for (let k = start[row]!; k < start[row + 1]!; k++) {
      const from = copies[k]! * columns.length;
      for (let i = 0; i < width; i++) out[to + i]! += y[from + left + i]!;
      eachEdge(columns.length, left, width, (column) => {
        if (columns[column]! >= 0) out[to + columns[column]!]! += y[from + column]!;
      });
    }
  }
}

/** The columns that are not the plane's own. */
function eachEdge(length: number, left: number, width: number, visit: (column: number) => void): void {
  for (let column = 0; column < left; column++) visit(column);
  for (let column = left + width; column < length; column++) visit(column);
}
