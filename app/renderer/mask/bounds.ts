import { maskCell } from '../../contract/routes.ts';
import type { Rect } from '../../contract/index.ts';
import type { Box } from '../geometry/affine.ts';
import type { SparseMask } from './sparseMask.ts';

export const boxOf = (left: number, top: number, right: number, bottom: number): Box => ({
  x: left,
  y: top,
  width: right - left,
  height: bottom - top,
});

/** The places of the cells that a box of the image touches. */
export function* coveredCells(
  mask: { readonly columns: number; readonly rows: number },
  { x, y, width, height }: Box,
): Iterable<{ column: number; row: number }> {
  const lastRow = Math.min(mask.rows, Math.ceil((y + height) / maskCell));
  const lastColumn = Math.min(mask.columns, Math.ceil((x + width) / maskCell));
  for (let row = Math.max(0, Math.floor(y / maskCell)); row < lastRow; row++) {
    for (let column = Math.max(0, Math.floor(x / maskCell)); column < lastColumn; column++) {
      yield { column, row };
    }
  }
}

/** The smallest rectangle around all that a mask covers, null where that is nothing. */
export function boundsOfMask(mask: SparseMask): Rect | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (x0: number, y0: number, x1: number, y1: number): void => {
    left = Math.min(left, x0);
    top = Math.min(top, y0);
    right = Math.max(right, x1);
    bottom = Math.max(bottom, y1);
  };
  for (const { column, row, data } of mask.cells()) {
    const [x, y] = [column * maskCell, row * maskCell];
    const { width, height } = mask.cellSize(column, row);
    if (typeof data === 'number') {
      add(x, y, x + width, y + height);
      continue;
    }
    for (let j = 0; j < height; j++) {
      const line = data.subarray(j * maskCell, j * maskCell + width);
      const first = line.findIndex((value) => value > 0);
      if (first >= 0) add(x + first, y + j, x + 1 + line.findLastIndex((value) => value > 0), y + j + 1);
    }
  }
  return right > left ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
