/** Draws one picture from the tiles that are here, a coarser or finer one standing in for those missing. */
import { tileSize } from '../../contract/routes.ts';
import { boundsUnder, intersect, invert } from '../geometry/affine.ts';
import type { Affine, Box, Size } from '../geometry/affine.ts';
import { place, scaleOf } from './place.ts';
import { childrenOf, levelCount, levelFor, parentOf, tileBox, tilesIn } from './pyramid.ts';
import type { TileAddress } from './pyramid.ts';
import type { TileLook, TileRequest } from './tileStore.ts';

export interface Layer extends Size {
  readonly image: string;
  readonly look: TileLook;
  /** From this picture's pixels to device pixels of the canvas. */
  readonly toCanvas: Affine;
}

/** Where tiles are looked up. */
export interface TileSource {
  get(request: TileRequest): ImageBitmap | undefined;
  has(request: TileRequest): boolean;
}

/** Enlarged beyond this a pixel is shown as the square it is. */
const squaresFrom = 2;

/** The layer's part that the clip region shows, null where it shows none. */
const shownPart = (layer: Layer, clip: Box): Box | null =>
  intersect(boundsUnder(invert(layer.toCanvas), clip), {
    x: 0,
    y: 0,
    width: layer.width,
    height: layer.height,
  });

/**
 * The tiles that `clip` needs, most urgent first: the whole picture in one tile, what is visible from
 * the middle outwards, and last a ring around it.
 */
export function wantedTiles(layer: Layer, clip: Box): { visible: TileRequest[]; ring: TileRequest[] } {
  const shown = shownPart(layer, clip);
  if (!shown) return { visible: [], ring: [] };
  const level = levelFor(layer, scaleOf(layer.toCanvas));
  const coarsest = levelCount(layer) - 1;
  const request = (address: TileAddress): TileRequest => ({
    image: layer.image,
    look: layer.look,
    level: address.level,
    column: address.column,
    row: address.row,
  });
  const visible = tilesIn(layer, level, shown);
  const seen = new Set(visible.map(({ column, row }) => `${column} ${row}`));
  const margin = (tileSize * 2 ** level) / 2;
  const around = {
    x: shown.x - margin,
    y: shown.y - margin,
    width: shown.width + 2 * margin,
    height: shown.height + 2 * margin,
  };
  const ring = tilesIn(layer, level, around).filter(({ column, row }) => !seen.has(`${column} ${row}`));
  const whole = level === coarsest ? [] : [{ level: coarsest, column: 0, row: 0 }];
  return { visible: [...whole, ...visible].map(request), ring: ring.map(request) };
}

/** Whether anything of the layer can be drawn. */
export const hasAny = (source: TileSource, layer: Layer): boolean =>
  source.has({ image: layer.image, look: layer.look, level: levelCount(layer) - 1, column: 0, row: 0 });

export function drawTiles(
  context: CanvasRenderingContext2D,
  source: TileSource,
  layer: Layer,
  clip: Box,
): void {
  const shown = shownPart(layer, clip);
  if (!shown) return;
  const scale = scaleOf(layer.toCanvas);
  context.imageSmoothingEnabled = scale <= squaresFrom;
  context.imageSmoothingQuality = 'low';
  const find = (address: TileAddress): ImageBitmap | undefined =>
    source.get({ ...address, image: layer.image, look: layer.look });
  const coarsest = levelCount(layer) - 1;
  for (const address of tilesIn(layer, levelFor(layer, scale), shown)) {
    const box = tileBox(layer, address);
    const tile = find(address);
    if (tile) {
      drawPart(context, layer, address, tile, box);
      continue;
    }
    for (let stand = address; stand.level < coarsest;) {
      stand = parentOf(stand);
      const coarse = find(stand);
      if (!coarse) continue;
      drawPart(context, layer, stand, coarse, box);
      break;
    }
    if (address.level === 0) continue;
    for (const child of childrenOf(address)) {
      const fine = find(child);
      if (fine) drawPart(context, layer, child, fine, tileBox(layer, child));
    }
  }
}

/** Draws the part `box` (pixels of the picture) of a tile. */
function drawPart(
  context: CanvasRenderingContext2D,
  layer: Layer,
  { level, column, row }: TileAddress,
  tile: ImageBitmap,
  box: Box,
): void {
  const reduction = 2 ** level;
  const source = {
    x: box.x / reduction - column * tileSize,
    y: box.y / reduction - row * tileSize,
    width: box.width / reduction,
    height: box.height / reduction,
  };
  const bleed = place(context, layer.toCanvas, box);
  const right = box.x + box.width < layer.width ? bleed : 0;
  const bottom = box.y + box.height < layer.height ? bleed : 0;
  context.drawImage(
    tile,
    source.x,
    source.y,
    source.width,
    source.height,
    0,
    0,
    box.width + right,
    box.height + bottom,
  );
  context.resetTransform();
}
