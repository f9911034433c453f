/**
 * What is to be filled: coverage 0–255 for every pixel of the image, in cells of 256 × 256. A mask never
 * changes; every operation gives a new one that shares the cells and rows it did not touch, so undo
 * keeps masks without copying them and a stroke costs the same on any size of photo.
 */
import { maskCell } from '../../contract/routes.ts';
import type { Rect } from '../../contract/index.ts';
import type { Box, Point } from '../geometry/affine.ts';
import { boundsOfMask, boxOf, coveredCells } from './bounds.ts';
import { cellBytes, compact } from './cells.ts';
import type { Cell } from './cells.ts';
import { decodeCells, encodeCells } from './encoding.ts';
import { featherCells, growCells } from './spread.ts';
import { scanPolygon } from './polygon.ts';
import { capsulesOf, paintCapsule, rim } from './stroke.ts';
import type { BrushTip, StrokePoint } from './stroke.ts';

type Row = readonly Cell[];

export interface PlacedCell {
  readonly column: number;
  readonly row: number;
  readonly data: Cell;
}

export class SparseMask {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly #rows: readonly Row[];
  #bounds: Rect | null | undefined;

  private constructor(width: number, height: number, rows: readonly Row[]) {
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / maskCell);
    this.rows = Math.ceil(height / maskCell);
    this.#rows = rows;
  }

  static empty(width: number, height: number): SparseMask {
    return SparseMask.#uniform(width, height, 0);
  }

  static #uniform(width: number, height: number, value: 0 | 255): SparseMask {
    const row: Row = new Array<Cell>(Math.ceil(width / maskCell)).fill(value);
    return new SparseMask(width, height, new Array<Row>(Math.ceil(height / maskCell)).fill(row));
  }

  /** @throws Error where the bytes are not those of a mask of this size */
  static decode(width: number, height: number, body: ArrayBuffer): SparseMask {
    const empty = SparseMask.empty(width, height);
    return empty.#with(decodeCells(empty, body));
  }

  /** The route's format: only the cells that cover something. */
  encode(): Blob {
    return encodeCells(this);
  }

  get isEmpty(): boolean {
    return this.#rows.every((row) => row.every((cell) => cell === 0));
  }

  /** The cell at a column and row; 0 outside. */
  cell(column: number, row: number): Cell {
    return this.#rows[row]?.[column] ?? 0;
  }

  /** The cells that cover something. */
  *cells(): Iterable<PlacedCell> {
    for (const [row, cells] of this.#rows.entries()) {
      for (const [column, data] of cells.entries()) if (data !== 0) yield { column, row, data };
    }
  }

  /** The width and height of a cell's part inside the image. */
  cellSize(column: number, row: number): { width: number; height: number } {
    return {
      width: Math.min(maskCell, this.width - column * maskCell),
      height: Math.min(maskCell, this.height - row * maskCell),
    };
  }

  /** Coverage 0–255 of a pixel; 0 outside. */
  coverageAt(x: number, y: number): number {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return 0;
    const cell = this.cell(Math.floor(x / maskCell), Math.floor(y / maskCell));
    if (typeof cell === 'number') return cell;
    return cell[(Math.floor(y) % maskCell) * maskCell + (Math.floor(x) % maskCell)] ?? 0;
  }

  /** The smallest rectangle around all that is covered, null where nothing is. */
  bounds(): Rect | null {
    return (this.#bounds ??= boundsOfMask(this));
  }

  /** The cells that differ from another mask's of the same size, found by identity. */
  changedSince(other: SparseMask): PlacedCell[] {
    const changed: PlacedCell[] = [];
    for (const [row, cells] of this.#rows.entries()) {
      if (cells === other.#rows[row]) continue;
      for (const [column, data] of cells.entries()) {
        if (data !== other.cell(column, row)) changed.push({ column, row, data });
      }
    }
    return changed;
  }

  /** With a stroke through `points` painted or erased; touches only the cells under it. */
  withStroke(points: readonly StrokePoint[], tip: BrushTip): SparseMask {
    const touched = new Map<string, { column: number; row: number; bytes: Uint8Array<ArrayBuffer> }>();
    for (const capsule of capsulesOf(points)) {
      const { from, to } = capsule;
      const reach = rim(Math.max(from.radius, to.radius));
      const box = boxOf(
        Math.min(from.x, to.x) - reach,
        Math.min(from.y, to.y) - reach,
        Math.max(from.x, to.x) + reach,
        Math.max(from.y, to.y) + reach,
      );
      for (const { column, row } of coveredCells(this, box)) {
        const cell = this.cell(column, row);
        if (cell === tip.value) continue;
        const { width, height } = this.cellSize(column, row);
        const key = `${column} ${row}`;
        const entry = touched.get(key) ?? { column, row, bytes: cellBytes(cell, width, height) };
        touched.set(key, entry);
        const [left, top] = [column * maskCell, row * maskCell];
        const window = { left, top, right: left + width, bottom: top + height, stride: maskCell };
        paintCapsule({ ...window, data: entry.bytes }, capsule, tip);
      }
    }
    return this.#with(
      [...touched.values()].map(({ column, row, bytes }) => this.#placed(column, row, bytes)),
    );
  }

  /** With a closed polygon (nonzero winding, antialiased) covered or cleared. */
  fillPolygon(points: readonly Point[], value: 0 | 255): SparseMask {
    const xs = points.map((point) => point.x);
    const ys = points.map((point) => point.y);
    const box = boxOf(
      Math.max(0, Math.min(...xs)),
      Math.max(0, Math.min(...ys)),
      Math.min(this.width, Math.max(...xs)),
      Math.min(this.height, Math.max(...ys)),
    );
    if (!(box.width > 0 && box.height > 0)) return this;
    const covered = [...coveredCells(this, box)];
    const left = Math.floor(box.x / maskCell) * maskCell;
    const right = Math.min(this.width, Math.ceil((box.x + box.width) / maskCell) * maskCell);
    const shifted = points.map(({ x, y }) => ({ x: x - left, y }));
    const changes: PlacedCell[] = [];
    // A band of cells at a time, so that a large lasso never holds the whole image.
    for (const row of new Set(covered.map((cell) => cell.row))) {
      const band = covered
        .filter((cell) => cell.row === row && this.cell(cell.column, row) !== value)
        .map(({ column }) => {
          const { width, height } = this.cellSize(column, row);
          return { column, width, bytes: cellBytes(this.cell(column, row), width, height) };
        });
      if (band.length === 0) continue;
      const top = row * maskCell;
      const bottom = Math.min(this.height, top + maskCell);
      scanPolygon(shifted, right - left, top, bottom, (y, coverage) => {
        for (const { column, width, bytes } of band) {
          const from = column * maskCell - left;
          for (let x = 0, i = (y - top) * maskCell; x < width; x++, i++) {
            const amount = Math.round(255 * (coverage[from + x] ?? 0));
            const old = bytes[i] ?? 0;
            bytes[i] = value === 255 ? Math.max(old, amount) : Math.min(old, 255 - amount);
          }
        }
      });
      for (const { column, bytes } of band) changes.push(this.#placed(column, row, bytes));
    }
    return this.#with(changes);
  }

  /** With a rectangle covered or cleared; its edges fall on the nearest pixel edges. */
  fillRect(box: Box, value: 0 | 255): SparseMask {
    const x0 = Math.max(0, Math.round(box.x));
    const y0 = Math.max(0, Math.round(box.y));
    const x1 = Math.min(this.width, Math.round(box.x + box.width));
    const y1 = Math.min(this.height, Math.round(box.y + box.height));
    if (x1 <= x0 || y1 <= y0) return this;
    const changes: PlacedCell[] = [];
    for (const { column, row } of coveredCells(this, boxOf(x0, y0, x1, y1))) {
      const cell = this.cell(column, row);
      if (cell === value) continue;
      const { width, height } = this.cellSize(column, row);
      const [left, top] = [column * maskCell, row * maskCell];
      const bytes = cellBytes(cell, width, height);
      for (let y = Math.max(y0, top); y < Math.min(y1, top + height); y++) {
        const start = (y - top) * maskCell - left;
        bytes.fill(value, start + Math.max(x0, left), start + Math.min(x1, left + width));
      }
      changes.push(this.#placed(column, row, bytes));
    }
    return this.#with(changes);
  }

  invert(): SparseMask {
    const all: PlacedCell[] = [];
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const cell = this.cell(column, row);
        if (typeof cell === 'number') {
          all.push({ column, row, data: cell === 0 ? 255 : 0 });
          continue;
        }
        const { width, height } = this.cellSize(column, row);
        const bytes = cell.slice();
        for (let y = 0; y < height; y++) {
          const end = y * maskCell + width;
          for (let i = y * maskCell; i < end; i++) bytes[i] = 255 - (bytes[i] ?? 0);
        }
        all.push({ column, row, data: bytes });
      }
    }
    return this.#with(all);
  }

  clear(): SparseMask {
    return SparseMask.empty(this.width, this.height);
  }

  /** Flat dilation by a disk of `radius` pixels. Works in slices, so that the window stays awake. */
  async grow(radius: number): Promise<SparseMask> {
    return this.#with(await growCells(this, radius));
  }

  /** Flat erosion by a disk: what is uncovered grows. The image's border does not eat into the mask. */
  async shrink(radius: number): Promise<SparseMask> {
    return (await this.invert().grow(radius)).invert();
  }

  /** A soft edge that reaches `radius` pixels to both sides: a Gaussian with σ = radius / 2. */
  async feather(radius: number): Promise<SparseMask> {
    return this.#with(await featherCells(this, radius / 2));
  }

  #placed(column: number, row: number, bytes: Uint8Array<ArrayBuffer>): PlacedCell {
    const { width, height } = this.cellSize(column, row);
    return { column, row, data: compact(bytes, width, height) };
  }

  #with(changes: readonly PlacedCell[]): SparseMask {
    if (changes.length === 0) return this;
    const rows = [...this.#rows];
    const own = new Map<number, Cell[]>();
    for (const { column, row, data } of changes) {
      let cells = own.get(row);
      if (!cells) {
        cells = [...(rows[row] ?? [])];
        own.set(row, cells);
        rows[row] = cells;
      }
      cells[column] = data;
    }
    return new SparseMask(this.width, this.height, rows);
  }
}
