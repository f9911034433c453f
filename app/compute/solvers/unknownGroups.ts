import type { Image, Mask } from '../image.ts';
import { GridRows, type GridRow, type StencilAt } from '../kernels/gridRows.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What the mask becomes; 0 is known, or solved. */
const unseen = 1;
const seen = 2;
/** Multiplications up to which a group is solved at once: some tenth of a second. */
const mostWork = 2 ** 26;
/** Multiplications between two looks at whether to go on. */
const workBetween = 2 ** 24;
/** A pivot keeps at least this share of the diagonal; else the known pixels do not decide (all of them in one row, say). */
const leastPivot = 1e-6;

/**
 * A quadratic energy of neighbouring pixels (membrane, thin plate), at rest on the unknown ones. Groups that the
 * operator does not join depend on nothing but the known pixels around them, so each is a system of its own. It is
 * solved exactly by Cholesky's factorisation within the matrix's envelope (George and Liu, "Computer Solution of
 * Large Sparse Positive Definite Systems", 1981, ch. 4): numbered breadth first, a scratch's rows are as short as
 * it is wide. Groups that are too thick for this are left.
 */
export class UnknownGroups {
  /** The mask without what has been solved. */
  readonly rest: Mask;
  private readonly image: Image;
  private readonly range: Range;
  private readonly rows: GridRows;
  /** Of each pixel that has been met, its number within its group. */
  private readonly numbers: Int32Array;
  private pixels = new Int32Array(64);
  /** Row i of the factor: its columns from first[i] to i, the last at end[i] − 1; 1 / L(i, i) on the diagonal. */
  private first = new Int32Array(64);
  private end = new Int32Array(64);
  private factor = new Float64Array(64);
  /** What known pixels pull with, and then the solution: a channel after the other. */
  private values = new Float64Array(64);
  private unsolved = 0;

  /**
   * @param image filled in place
   * @param range that values are kept in: a plate with a free edge may swing far out of it
   */
  constructor(image: Image, mask: Mask, stencilAt: StencilAt, range: Range) {
    this.image = image;
    this.range = range;
    this.rows = new GridRows(mask.width, mask.height, stencilAt);
    this.rest = { ...mask, data: new Uint8Array(mask.data.length) };
    this.numbers = new Int32Array(mask.data.length);
    for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== 0) this.rest.data[i] = unseen;
  }

  /** How many pixels have been looked at and left. */
  get left(): number {
    return this.unsolved;
  }

  /** Solves all groups that are thin enough; yields now and then. */
  *solve(): Generator<void, void, void> {
    const { data } = this.rest;
    let since = 0;
    for (let pixel = 0; pixel < data.length; pixel++) {
      if (++since >= workBetween) {
        since = 0;
        yield;
      }
      if (data[pixel] !== unseen) continue;
      const count = this.collect(pixel);
      const work = this.shape(count);
      if (work > mostWork || !this.factorise(count)) {
        this.unsolved += count;
        continue;
      }
      since += work;
      for (let channel = 0; channel < this.image.channels; channel++) this.substitute(count, channel);
      for (let i = 0; i < count; i++) data[this.pixels[i]!] = 0;
    }
    yield;
  }

  /** Finds the group of a pixel, breadth first. @returns how many they are */
  private collect(pixel: number): number {
    const { rows, numbers } = this;
    const { data } = this.rest;
    data[pixel] = seen;
    numbers[pixel] = 0;
    this.pixels[0] = pixel;
    let count = 1;
    for (let i = 0; i < count; i++) {
      const at = this.pixels[i]!;
      const { offset } = rows.at(at);
      if (count + offset.length > this.pixels.length)
        this.pixels = grown(this.pixels, 2 * this.pixels.length);
      for (let k = 0; k < offset.length; k++) {
        const other = at + offset[k]!;
        if (data[other] !== unseen) continue;
        data[other] = seen;
        numbers[other] = count;
        this.pixels[count++] = other;
      }
    }
    return count;
  }

  /** Lays out the envelope. @returns the multiplications that factorising it will take */
  private shape(count: number): number {
    const { rows, numbers, pixels } = this;
    const { data } = this.rest;
    if (count > this.first.length) {
      this.first = new Int32Array(pixels.length);
      this.end = new Int32Array(pixels.length);
    }
    let entries = 0;
    let work = 0;
    for (let i = 0; i < count; i++) {
      const at = pixels[i]!;
      const { offset } = rows.at(at);
      let first = i;
      for (let k = 0; k < offset.length; k++) {
        const other = at + offset[k]!;
        if (data[other] !== 0) first = Math.min(first, numbers[other]!);
      }
      const length = i - first + 1;
      work += length * length;
      entries += length;
      this.first[i] = first;
      this.end[i] = entries;
      if (work > mostWork) return work;
    }
    if (entries > this.factor.length) this.factor = new Float64Array(2 * entries);
    const needed = count * this.image.channels;
    if (needed > this.values.length) this.values = new Float64Array(2 * needed);
    return work;
  }

  private factorise(count: number): boolean {
    const { first, end, factor } = this;
    for (let i = 0; i < count; i++) {
      const from = first[i]!;
      // Where column 0 of the row would lie.
      const row = end[i]! - i - 1;
      this.fillRow(i, count, row);
      const diagonal = factor[row + i]!;
      let rest = diagonal;
      for (let j = from; j < i; j++) {
        const above = end[j]! - j - 1;
        let sum = factor[row + j]!;
        for (let k = Math.max(from, first[j]!); k < j; k++) sum -= factor[row + k]! * factor[above + k]!;
        sum *= factor[above + j]!;
        factor[row + j] = sum;
        rest -= sum * sum;
      }
      if (!(rest > leastPivot * diagonal)) return false;
      factor[row + i] = 1 / Math.sqrt(rest);
    }
    return true;
  }

  /** The operator's own row, and what known pixels pull with. */
  private fillRow(i: number, count: number, row: number): void {
    const { rows, numbers, pixels, first, factor, values } = this;
    const { data } = this.rest;
    const planes = this.image.data;
    const { channels } = this.image;
    for (let j = first[i]!; j <= i; j++) factor[row + j] = 0;
    for (let c = 0; c < channels; c++) values[c * count + i] = 0;
    const at = pixels[i]!;
    const { offset, coefficient }: GridRow = rows.at(at);
    for (let k = 0; k < offset.length; k++) {
      const other = at + offset[k]!;
      const weight = coefficient[k]!;
      if (data[other] !== 0) {
        if (numbers[other]! <= i) factor[row + numbers[other]!] = weight;
      } else
        for (let c = 0; c < channels; c++)
          values[c * count + i] = values[c * count + i]! - weight * planes[c * data.length + other]!;
    }
  }

  private substitute(count: number, channel: number): void {
    const { pixels, first, end, factor, values } = this;
    const { low, high } = this.range;
    const planes = this.image.data;
    const plane = channel * this.rest.data.length;
    const own = channel * count;
    for (let i = 0; i < count; i++) {
      const row = end[i]! - i - 1;
      let sum = values[own + i]!;
      for (let j = first[i]!; j < i; j++) sum -= factor[row + j]! * values[own + j]!;
      values[own + i] = sum * factor[row + i]!;
    }
    for (let i = count - 1; i >= 0; i--) {
      const row = end[i]! - i - 1;
      const value = values[own + i]! * factor[row + i]!;
      for (let j = first[i]!; j < i; j++) values[own + j] = values[own + j]! - factor[row + j]! * value;
      planes[plane + pixels[i]!] = Math.min(high, Math.max(low, value));
    }
  }
}

function grown(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
