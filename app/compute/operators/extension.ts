import { fold, grow, growth, type Growth } from '../kernels/growth.ts';
import { paddedIndices, reflectedIndices } from '../kernels/reflect.ts';
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
  private readonly extended: Growth;
  private readonly padded: Growth;

  constructor(width: number, height: number, grownWidth: number, grownHeight: number) {
    this.width = grownWidth;
    this.height = grownHeight;
    this.inputSize = width * height;
    this.outputSize = grownWidth * grownHeight;
    const rows = sources(height, grownHeight);
    const columns = sources(width, grownWidth);
    this.normSquared = mostCopies(columns, width) * mostCopies(rows, height);
    this.extended = growth(width, height, rows, columns, 0);
    this.padded = growth(
      width,
      height,
      paddedIndices(height, 0, grownHeight - height),
      paddedIndices(width, 0, grownWidth - width),
      0,
    );
  }

  apply(x: Float32Array, out: Float32Array): void {
    grow(this.extended, x, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    fold(this.extended, y, out);
  }

  /** The plane within the grown one: undoes `apply`. */
  crop(y: Float32Array, out: Float32Array): void {
    fold(this.padded, y, out);
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
