import { maskCell } from '../../contract/routes.ts';

/** 256 × 256 bytes of coverage, or the one value that all of them have. */
export type Cell = Uint8Array<ArrayBuffer> | 0 | 255;

export const cellArea = maskCell * maskCell;

/** A private copy of a cell's bytes, zero outside the image. */
export function cellBytes(cell: Cell, width: number, height: number): Uint8Array<ArrayBuffer> {
  if (cell instanceof Uint8Array) return cell.slice();
  const bytes = new Uint8Array(cellArea);
  if (cell === 0) return bytes;
  for (let y = 0; y < height; y++) bytes.fill(cell, y * maskCell, y * maskCell + width);
  return bytes;
}

/** The cell as a number where its part inside the image (`width` × `height`) has one value, 0 or 255. */
export function compact(bytes: Uint8Array<ArrayBuffer>, width: number, height: number): Cell {
  const value = bytes[0];
  if (value !== 0 && value !== 255) return bytes;
  for (let y = 0; y < height; y++) {
    const end = y * maskCell + width;
    for (let i = y * maskCell; i < end; i++) if (bytes[i] !== value) return bytes;
  }
  return value;
}
