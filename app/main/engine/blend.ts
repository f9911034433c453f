import { createImage, type Image } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';
import { crop, grow } from './rects.ts';

/** Puts tiles together without a seam. */
export interface Blender {
  /** Where a tile with this core must bring pixels: its core and the ramp around it. */
  wanted(core: Rect): Rect;
  /** Takes the pixels of `wanted(core)`; tiles come row by row from the top left. */
  add(core: Rect, tile: Image): Promise<void>;
}

/**
 * Blends neighbouring tiles linearly over `ramp` pixels on both sides of their common border. Only the
 * strips that still wait for a neighbour are kept: one as wide as `area`, one as high as a tile.
 * All rectangles are in output pixels.
 * @param write is given each finished piece, every pixel of `area` exactly once
 */
export function createBlender(
  area: Rect,
  ramp: number,
  channels: number,
  write: (x: number, y: number, piece: Image) => Promise<void>,
): Blender {
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  const strip = 2 * ramp;
  let fromLeft: Image | null = null;
  let fromAbove = createImage(area.width, strip, channels);
  let forBelow = createImage(area.width, strip, channels);

  const wanted = (core: Rect): Rect => grow(core, ramp, area);

  return {
    wanted,
    async add(core, tile) {
      const place = wanted(core);
      const open = {
        left: core.x > area.x,
        top: core.y > area.y,
        right: core.x + core.width < right,
        bottom: core.y + core.height < bottom,
      };
      if (ramp > 0) weigh(tile, strip, open);
      if (open.left && fromLeft !== null) addAt(tile, fromLeft, 0, 0);
      const strips = tile.width - strip;
      fromLeft = open.right ? part(tile, { x: strips, y: 0, width: strip, height: tile.height }) : null;
      const done = open.right ? part(tile, { x: 0, y: 0, width: strips, height: tile.height }) : tile;

      const across = { x: place.x - area.x, y: 0, width: done.width, height: strip };
      if (open.top) addAt(done, part(fromAbove, across), 0, 0);
      const rows = open.bottom ? done.height - strip : done.height;
      if (open.bottom) addAt(forBelow, part(done, { ...across, x: 0, y: rows }), across.x, 0);
      if (core.x + core.width === right) {
        fromAbove = forBelow;
        forBelow = createImage(area.width, strip, channels);
      }
      const finished = part(done, { x: 0, y: 0, width: done.width, height: rows });
      await write(place.x, place.y, finished);
    },
  };
}

const part = (image: Image, rect: Rect): Image => crop(image, rect);

/** Multiplies the strips at the open sides by a ramp that goes to 0 outwards. */
function weigh(
  { width, height, channels, data }: Image,
  strip: number,
  open: { left: boolean; top: boolean; right: boolean; bottom: boolean },
): void {
  const along = (length: number, before: boolean, after: boolean): Float32Array => {
    const weights = new Float32Array(length).fill(1);
    for (let i = 0; i < strip; i++) {
      const weight = (i + 0.5) / strip;
      if (before) weights[i] = weight;
      if (after) weights[length - 1 - i] = weight;
    }
    return weights;
  };
  const columns = along(width, open.left, open.right);
  const rows = along(height, open.top, open.bottom);
  for (let channel = 0, i = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) data[i] = (data[i] ?? 0) * (columns[x] ?? 1) * (rows[y] ?? 1);
}

function addAt(target: Image, source: Image, left: number, top: number): void {
  for (let channel = 0; channel < source.channels; channel++)
    for (let y = 0; y < source.height; y++) {
      let from = (channel * source.height + y) * source.width;
      let to = (channel * target.height + top + y) * target.width + left;
      for (let x = 0; x < source.width; x++, from++, to++)
        target.data[to] = (target.data[to] ?? 0) + (source.data[from] ?? 0);
    }
}
