import { UserFacingError } from '../../compute/errors.ts';
import type { Image } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';
import { openPixelFile, rowsPerBand, type PixelFileWriter } from '../session/pixelFile.ts';
import { block, unknownBoxes, type BlockMap } from './components.ts';
import type { MaskFile } from './maskFile.ts';
import { grow, intersect, relative } from './rects.ts';
import type { Source } from './source.ts';
import { planTiles, type TilePlan } from './tiling.ts';

/** How far around a tile of a large filled area is looked, in pixels. */
const tiledMargin = 128;

/**
 * What inpainting has to compute: the boxes around unknown regions that touch `region`, each solved
 * whole. A box that does not fit into `pixels` is cut into overlapping tiles where what is unknown
 * is thin (scratches, scattered pixels), so that every tile sees what it is to continue.
 * @throws UserFacingError where a large solid area does not fit
 */
export function fillPlan(
  blocks: BlockMap,
  margin: number,
  bounds: Rect,
  region: Rect,
  pixels: number,
): { parts: { area: Rect; plan: TilePlan }[]; notices: string[] } {
  const notices: string[] = [];
  const boxes = unknownBoxes(blocks, margin, bounds).filter((box) => intersect(box, region) !== null);
  const parts = boxes.map((area) => {
    const whole = grow(area, margin, bounds);
    if (whole.width * whole.height <= pixels) return { area, plan: planTiles(area, bounds, margin, pixels) };
    if (hasSolid(blocks, area))
      throw new UserFacingError(
        `an area of ${area.width}×${area.height} pixels is too large to be filled at once`,
        'raise the memory limit in the settings, or fill it in smaller parts',
      );
    const plan = planTiles(area, bounds, Math.max(margin, tiledMargin), pixels);
    notices.push(`the area to be filled was worked on in ${plan.tiles.length} overlapping pieces`);
    return { area, plan };
  });
  return { parts, notices };
}

/** Whether anything as wide as a tile's margin is unknown altogether. */
function hasSolid({ columns, state }: BlockMap, area: Rect): boolean {
  const side = tiledMargin / 2 / block;
  const [left, top] = [Math.floor(area.x / block), Math.floor(area.y / block)];
  const right = Math.ceil((area.x + area.width) / block);
  const bottom = Math.ceil((area.y + area.height) / block);
  // Side of the largest square of solid blocks that ends at each block.
  let above = new Uint16Array(right - left + 1);
  for (let y = top; y < bottom; y++) {
    const row = new Uint16Array(above.length);
    for (let x = left; x < right; x++) {
      const i = x - left + 1;
      if (state[y * columns + x] === 2)
        row[i] = 1 + Math.min(above[i] ?? 0, above[i - 1] ?? 0, row[i - 1] ?? 0);
      if ((row[i] ?? 0) >= side) return true;
    }
    above = row;
  }
  return false;
}

/** Copies all bands of a region, in bounded memory. */
export async function copyRegion(
  source: Source,
  region: Rect,
  writer: PixelFileWriter,
  breathe: () => Promise<void>,
): Promise<void> {
  for (const rect of bands(region, rowsPerBand(writer.format))) {
    await writer.writeRegion(0, rect.y - region.y, await source.all(rect));
    await breathe();
  }
}

/**
 * Filled colour laid over what was measured, (1 − a) y + a x with a the mask's coverage, alpha as it
 * was. Where the coverage is 0 every sample is the measured one, bit for bit.
 */
export async function keepMeasured(
  source: Source,
  mask: MaskFile,
  rect: Rect,
  filled: Image,
): Promise<Image> {
  const result = await source.all(rect);
  const coverage = await mask.coverage(rect);
  const size = rect.width * rect.height;
  for (let i = 0; i < filled.data.length; i++) {
    const covered = coverage[i % size] ?? 0;
    if (covered === 0) continue;
    const a = covered / 255;
    result.data[i] = (1 - a) * (result.data[i] ?? 0) + a * (filled.data[i] ?? 0);
  }
  return result;
}

/** Reads the written result again and counts the pixels outside the mask that are not the source's. */
export async function countChanged(
  source: Source,
  mask: MaskFile,
  region: Rect,
  target: string,
  breathe: () => Promise<void>,
): Promise<number> {
  const result = await openPixelFile(target);
  let changed = 0;
  try {
    for (const rect of bands(region, rowsPerBand(result.format))) {
      const before = await source.all(rect);
      const after = await result.readRegion(relative(rect, region));
      const coverage = await mask.coverage(rect);
      const size = coverage.length;
      for (let pixel = 0; pixel < size; pixel++) {
        if (coverage[pixel] !== 0) continue;
        for (let i = pixel; i < after.data.length; i += size)
          if (!Object.is(before.data[i], after.data[i])) {
            changed++;
            break;
          }
      }
      await breathe();
    }
  } finally {
    await result.close();
  }
  return changed;
}

function* bands(region: Rect, rows: number): Generator<Rect> {
  const bottom = region.y + region.height;
  for (let y = region.y; y < bottom; y += rows) yield { ...region, y, height: Math.min(rows, bottom - y) };
}
