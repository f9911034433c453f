/** A pixel's row of a symmetric operator: the coefficients of its neighbours, itself included. */
export interface Stencil {
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  readonly coefficient: Float64Array;
}

/** The stencil of a pixel with so many pixels on each side of it, each counted up to the operator's reach. */
export type StencilAt = (left: number, right: number, above: number, below: number) => Stencil;

/** A row of an operator on a grid. */
export interface GridRow {
  /** Of the neighbours' places from the pixel's own. */
  readonly offset: Int32Array;
  readonly coefficient: Float64Array;
}

/** How far operators look at most. */
const reach = 2;

/** An operator's rows, of which only those near a border differ. */
export class GridRows {
  private readonly width: number;
  private readonly height: number;
  private readonly stencilAt: StencilAt;
  private readonly known = new Map<number, GridRow>();
  private readonly inner: GridRow;

  constructor(width: number, height: number, stencilAt: StencilAt) {
    this.width = width;
    this.height = height;
    this.stencilAt = stencilAt;
    this.inner = this.row(reach, reach, reach, reach);
  }

  at(pixel: number): GridRow {
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

  private row(left: number, right: number, above: number, below: number): GridRow {
    const key = left + 3 * (right + 3 * (above + 3 * below));
    let row = this.known.get(key);
    if (row === undefined) {
      const { dx, dy, coefficient } = this.stencilAt(left, right, above, below);
      row = { offset: dx.map((across, k) => across + dy[k]! * this.width), coefficient };
      this.known.set(key, row);
    }
    return row;
  }
}
