import { reflectedIndices } from '../kernels/reflect.ts';
import type { BoundedOperator } from './linearOperator.ts';

/**
 * Grows a plane to the right and downwards for a transform that is periodic: the first half of what is
 * added mirrors the right (or lower) end, the second half the left (or upper) one, which follows it
 * periodically. Half-sample reflection, again and again where much is added.
 */
export class Extension implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /** The most places that one sample is copied to. */
  readonly normSquared: number;
  /** Of the grown plane. */
  readonly width: number;
  readonly height: number;
  private readonly columns: Int32Array;
  private readonly rows: Int32Array;
  private readonly inner: { readonly width: number; readonly height: number };

  constructor(width: number, height: number, grownWidth: number, grownHeight: number) {
    this.inner = { width, height };
    this.width = grownWidth;
    this.height = grownHeight;
    this.inputSize = width * height;
    this.outputSize = grownWidth * grownHeight;
    this.columns = sources(width, grownWidth);
    this.rows = sources(height, grownHeight);
    this.normSquared = mostCopies(this.columns, width) * mostCopies(this.rows, height);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { rows, columns, inner, width } = this;
    for (let row = 0; row < rows.length; row++) {
      const from = rows[row]! * inner.width;
      const to = row * width;
      out.set(x.subarray(from, from + inner.width), to);
      for (let column = inner.width; column < width; column++) out[to + column] = x[from + columns[column]!]!;
    }
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { rows, columns, inner } = this;
    out.fill(0);
    for (let row = 0, from = 0; row < rows.length; row++) {
      const to = rows[row]! * inner.width;
      for (let column = 0; column < columns.length; column++)
        out[to + columns[column]!] = out[to + columns[column]!]! + y[from++]!;
    }
  }

  /** The plane within the grown one: undoes `apply`. */
  crop(y: Float32Array, out: Float32Array): void {
    const { inner, width } = this;
    for (let row = 0; row < inner.height; row++)
      out.set(y.subarray(row * width, row * width + inner.width), row * inner.width);
  }
}

function sources(length: number, grown: number): Int32Array {
  const gap = grown - length;
  const before = gap >> 1;
  const indices = reflectedIndices(length, 0, gap);
  indices.set(reflectedIndices(length, before, 0).subarray(0, before), grown - before);
  return indices;
}

function mostCopies(indices: Int32Array, length: number): number {
  const copies = new Int32Array(length);
  for (const index of indices) copies[index]!++;
  return Math.max(...copies);
}
