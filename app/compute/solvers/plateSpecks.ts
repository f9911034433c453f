import type { Image, Mask } from '../image.ts';
import { PlateRows, type PlateRow } from '../kernels/plateRows.ts';

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What the mask becomes; 0 is known, or solved. */
const unseen = 1;
const seen = 2;
/** Unknown pixels up to which a group is solved at once: the work grows with their cube. */
const mostPixels = 40;
/** Of a pixel, under the plate's operator. */
const mostNeighbours = 12;
/** A pivot keeps at least this share of the diagonal; else the known pixels do not decide (all of them in one row, say). */
const leastPivot = 1e-6;

/**
 * The thin plate (see `bendingForce`) where few unknown pixels hang together: groups that the operator does not
 * join depend on nothing but the known pixels around them, so each is a small dense system, solved exactly by
 * Cholesky's factorisation. Scattered pixels fall apart into groups of two or three.
 */
export class PlateSpecks {
  /** The mask without what has been solved. */
  readonly rest: Mask;
  private readonly image: Image;
  private readonly range: Range;
  private readonly rows: PlateRows;
  private readonly group = new Int32Array(mostPixels);
  private readonly groupRows: PlateRow[] = [];
  /** The known neighbours of each, and their coefficients: those of pixel i from start[i] to start[i + 1]. */
  private readonly start = new Int32Array(mostPixels + 1);
  private readonly known = new Int32Array(mostPixels * mostNeighbours);
  private readonly weight = new Float64Array(mostPixels * mostNeighbours);
  private readonly matrix = new Float64Array(mostPixels ** 2);
  private readonly values = new Float64Array(mostPixels);
  private unsolved = 0;

  /**
   * @param image filled in place
   * @param range that values are kept in: a plate with a free edge may swing far out of it
   */
  constructor(image: Image, mask: Mask, range: Range) {
    this.image = image;
    this.range = range;
    this.rows = new PlateRows(mask.width, mask.height);
    this.rest = { ...mask, data: new Uint8Array(mask.data.length) };
    for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== 0) this.rest.data[i] = unseen;
  }

  /** How many pixels have been looked at and left, for they hang together with many others. */
  get left(): number {
    return this.unsolved;
  }

  /** Solves the groups that begin in these rows. All rows have to be visited, in order. */
  solveRows(from: number, to: number): void {
    const { width, data } = this.rest;
    for (let pixel = from * width; pixel < to * width; pixel++) {
      if (data[pixel] !== unseen) continue;
      const count = this.collect(pixel);
      if (count > mostPixels || !this.factorise(count)) {
        this.unsolved += count;
        continue;
      }
      for (let channel = 0; channel < this.image.channels; channel++) this.solve(count, channel);
      for (let i = 0; i < count; i++) data[this.group[i]!] = 0;
    }
  }

  /** Finds the group of a pixel. @returns how many they are; only the first `mostPixels` are kept */
  private collect(pixel: number): number {
    const { group, groupRows, rows } = this;
    const { data } = this.rest;
    const waiting: number[] = [];
    let count = 0;
    data[pixel] = seen;
    for (let at: number | undefined = pixel; at !== undefined; at = waiting.pop()) {
      const row = rows.at(at);
      if (count < mostPixels) {
        group[count] = at;
        groupRows[count] = row;
      }
      count++;
      const { offset } = row;
      for (let k = 0; k < offset.length; k++) {
        const other = at + offset[k]!;
        if (data[other] !== unseen) continue;
        data[other] = seen;
        waiting.push(other);
      }
    }
    return count;
  }

  /** The lower half of the group's matrix becomes L of L Lᵀ, with 1 / L(i, i) on its diagonal. */
  private factorise(count: number): boolean {
    const { group, groupRows, matrix, start, known, weight } = this;
    const { data } = this.rest;
    let knowns = 0;
    for (let i = 0; i < count; i++) {
      const row = i * mostPixels;
      for (let j = 0; j <= i; j++) matrix[row + j] = 0;
      const { offset, coefficient } = groupRows[i]!;
      for (let k = 0; k < offset.length; k++) {
        const other = group[i]! + offset[k]!;
        if (data[other] === 0) {
          known[knowns] = other;
          weight[knowns++] = coefficient[k]!;
        } else for (let j = 0; j <= i; j++) if (group[j] === other) matrix[row + j] = coefficient[k]!;
      }
      start[i + 1] = knowns;
      const diagonal = matrix[row + i]!;
      for (let j = 0; j <= i; j++) {
        const above = j * mostPixels;
        let sum = matrix[row + j]!;
        for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[above + k]!;
        if (j < i) matrix[row + j] = sum * matrix[above + j]!;
        else if (sum > leastPivot * diagonal) matrix[row + i] = 1 / Math.sqrt(sum);
        else return false;
      }
    }
    return true;
  }

  private solve(count: number, channel: number): void {
    const { group, matrix, values, start, known, weight } = this;
    const { low, high } = this.range;
    const planes = this.image.data;
    const plane = channel * this.rest.data.length;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = start[i]!; k < start[i + 1]!; k++) sum -= weight[k]! * planes[plane + known[k]!]!;
      const row = i * mostPixels;
      for (let j = 0; j < i; j++) sum -= matrix[row + j]! * values[j]!;
      values[i] = sum * matrix[row + i]!;
    }
    for (let i = count - 1; i >= 0; i--) {
      let sum = values[i]!;
      for (let j = i + 1; j < count; j++) sum -= matrix[j * mostPixels + i]! * values[j]!;
      values[i] = sum * matrix[i * mostPixels + i]!;
      planes[plane + group[i]!] = Math.min(high, Math.max(low, values[i]!));
    }
  }
}
