import { maskCell } from '../../contract/routes.ts';
import { cellArea, cellBytes, compact } from './cells.ts';
import type { PlacedCell, SparseMask } from './sparseMask.ts';

const header = 8;
const stride = header + cellArea;

/** The cells that cover something, as the mask routes want them. */
export function encodeCells(mask: SparseMask): Blob {
  const parts: BlobPart[] = [];
  for (const { column, row, data } of mask.cells()) {
    const place = new DataView(new ArrayBuffer(header));
    place.setUint32(0, column, true);
    place.setUint32(4, row, true);
    const { width, height } = mask.cellSize(column, row);
    parts.push(place.buffer, typeof data === 'number' ? cellBytes(data, width, height) : data);
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}

/** @throws Error where the bytes are not cells of a mask of this size */
export function decodeCells(mask: SparseMask, body: ArrayBuffer): PlacedCell[] {
  if (body.byteLength % stride !== 0) throw new Error('The mask is cut short.');
  const view = new DataView(body);
  const cells: PlacedCell[] = [];
  for (let offset = 0; offset < body.byteLength; offset += stride) {
    const column = view.getUint32(offset, true);
    const row = view.getUint32(offset + 4, true);
    if (column >= mask.columns || row >= mask.rows) throw new Error('The mask is larger than the photo.');
    const bytes = new Uint8Array(body.slice(offset + header, offset + stride));
    const { width, height } = mask.cellSize(column, row);
    for (let y = 0; y < maskCell; y++) {
      bytes.fill(0, y * maskCell + (y < height ? width : 0), (y + 1) * maskCell);
    }
    cells.push({ column, row, data: compact(bytes, width, height) });
  }
  return cells;
}
