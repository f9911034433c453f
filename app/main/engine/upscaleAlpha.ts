import { plane } from '../../compute/image.ts';
import { findMethod } from '../../compute/methods/registry.ts';
import type { Rect } from '../../contract/index.ts';
import { crop, grow, relative, scaled } from './rects.ts';
import { solve } from './solve.ts';
import type { Source } from './source.ts';

/** How far the bicubic kernel reaches, in pixels of the input. */
const reach = 4;

/**
 * The alpha of a piece of the result: as it was, or scaled bicubically with the picture.
 * @param rect in output pixels, on the grid of input pixels
 */
export async function upscaleAlpha(
  source: Source,
  rect: Rect,
  scale: number,
  breathe: () => Promise<void>,
): Promise<Float32Array> {
  const inner = scaled(rect, 1 / scale);
  const grown = scale === 1 ? inner : grow(inner, reach, source.bounds);
  const all = await source.all(grown);
  const alpha = plane(all, all.channels - 1);
  if (scale === 1) return alpha;
  const image = { ...all, channels: 1, data: alpha };
  const bound = findMethod('bicubic-upscale').bind({ scale });
  const solved = await solve(bound, { image }, { seed: 0 }, breathe);
  const inside = crop(solved.image, scaled(relative(inner, grown), scale));
  return inside.data.map((value) => Math.min(1, Math.max(0, value)));
}
