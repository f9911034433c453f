import { maskCell } from '../../contract/routes.ts';
import { compact } from './cells.ts';
import { blur, dilate, gaussianKernel } from './morphology.ts';
import type { Neighbourhood } from './morphology.ts';
import type { PlacedCell, SparseMask } from './sparseMask.ts';

/** Milliseconds of work after which the window gets its turn. */
const slice = 12;

type Border = 'empty' | 'repeated';

/** Flat dilation by a disk; beyond the border nothing is covered. */
export function growCells(mask: SparseMask, radius: number): Promise<PlacedCell[]> {
  const halo = Math.floor(radius);
  return spread(mask, halo, 'empty', (around) => dilate(around, radius));
}

/** Gaussian blur; beyond the border its pixels are repeated. */
export function featherCells(mask: SparseMask, sigma: number): Promise<PlacedCell[]> {
  if (!(sigma > 0)) return Promise.resolve([]);
  const kernel = gaussianKernel(sigma);
  return spread(mask, (kernel.length - 1) / 2, 'repeated', (around) => blur(around, kernel));
}

/** Filters the cells that see more than one value within `halo` pixels; the others cannot change. */
async function spread(
  mask: SparseMask,
  halo: number,
  border: Border,
  filter: (around: Neighbourhood) => Uint8Array<ArrayBuffer>,
): Promise<PlacedCell[]> {
  if (halo < 1) return [];
  const changes: PlacedCell[] = [];
  let started = performance.now();
  for (let row = 0; row < mask.rows; row++) {
    for (let column = 0; column < mask.columns; column++) {
      if (!mixed(mask, column, row, Math.ceil(halo / maskCell))) continue;
      const bytes = filter(neighbourhood(mask, column, row, halo, border));
      const { width, height } = mask.cellSize(column, row);
      for (let y = 0; y < maskCell; y++) {
        bytes.fill(0, y * maskCell + (y < height ? width : 0), (y + 1) * maskCell);
      }
      changes.push({ column, row, data: compact(bytes, width, height) });
      if (performance.now() - started > slice) {
        await new Promise((resolve) => setTimeout(resolve));
        started = performance.now();
      }
    }
  }
  return changes;
}

/** Whether the cells within `reach` cells of this one are not all the same number. */
function mixed(mask: SparseMask, column: number, row: number, reach: number): boolean {
  const value = mask.cell(column, row);
  if (typeof value !== 'number') return true;
  for (let r = Math.max(0, row - reach); r <= Math.min(mask.rows - 1, row + reach); r++) {
    for (let c = Math.max(0, column - reach); c <= Math.min(mask.columns - 1, column + reach); c++) {
      if (mask.cell(c, r) !== value) return true;
    }
  }
  return false;
}

function neighbourhood(
  mask: SparseMask,
  column: number,
  row: number,
  halo: number,
  border: Border,
): Neighbourhood {
  const side = maskCell + 2 * halo;
  const data = new Uint8Array(side * side);
  const [left, top] = [column * maskCell - halo, row * maskCell - halo];
  for (let j = 0; j < side; j++) {
    const y = border === 'repeated' ? Math.min(mask.height - 1, Math.max(0, top + j)) : top + j;
    if (y < 0 || y >= mask.height) continue;
    const line = data.subarray(j * side, (j + 1) * side);
    const from = Math.max(0, left);
    const to = Math.min(mask.width, left + side);
    copyRow(mask, y, from, to, line.subarray(from - left));
    if (border === 'repeated') {
      line.fill(line[from - left] ?? 0, 0, from - left);
      line.fill(line[to - 1 - left] ?? 0, to - left);
    }
  }
  return { data, size: maskCell, halo };
}

/** Copies the coverage of row `y` from `from` to `to` (excluded). */
function copyRow(mask: SparseMask, y: number, from: number, to: number, out: Uint8Array): void {
  const row = Math.floor(y / maskCell);
  const line = (y % maskCell) * maskCell;
  for (let x = from; x < to;) {
    const column = Math.floor(x / maskCell);
    const start = column * maskCell;
    const end = Math.min(to, start + maskCell);
    const cell = mask.cell(column, row);
    if (typeof cell === 'number') out.fill(cell, x - from, end - from);
    else out.set(cell.subarray(line + x - start, line + end - start), x - from);
    x = end;
  }
}
