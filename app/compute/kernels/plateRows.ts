import { plateStencil } from './plateStencil.ts';

/** A row of the plate's operator. */
export interface PlateRow {
  /** Of the neighbours' places from the pixel's own. */
  readonly offset: Int32Array;
  readonly coefficient: Float64Array;
}

/** The operator's rows, of which only those near a border differ. */
export class PlateRows {
  private readonly width: number;
  private readonly height: number;
  private readonly known = new Map<number, PlateRow>();
  private readonly inner: PlateRow;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.inner = this.row(reach, reach, reach, reach);
  }

  at(pixel: number): PlateRow {
    const { width, height } = this;
    const y = Math.floor(pixel / width);
    const x = pixel - y * width;
    if (x >= reach && y >= reach && x < width - reach && y < height - reach) return this.inner;
    return this.row(
      Math.min(x, reach),
      Math.min(width - 1 - x, reach),
      Math.min(y, reach),
      Math.min(height - 1 - y, reach),
    );
  }

  private row(left: number, right: number, above: number, below: number): PlateRow {
    const key = left + 3 * (right + 3 * (above + 3 * below));
    let row = this.known.get(key);
    if (row === undefined) {
      const { dx, dy, coefficient } = plateStencil(left, right, above, below);
      row = { offset: dx.map((across, k) => across + dy[k]! * this.width), coefficient };
      this.known.set(key, row);
    }
    return row;
  }
}

/** How far the operator looks. */
const reach = 2;
