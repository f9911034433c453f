/** Which tiles of a picture's reduced levels show a part of it. */
import { tileSize } from '../../contract/routes.ts';
import type { Box, Size } from '../geometry/affine.ts';

export interface TileAddress {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/** Levels of an image, full size included: the last fits into one tile. */
export function levelCount({ width, height }: Size): number {
  let levels = 1;
  for (let side = Math.max(width, height); side > tileSize; side = Math.ceil(side / 2)) levels++;
  return levels;
}

/** Size of level n: 1/2ⁿ, rounded up. */
export const levelSize = ({ width, height }: Size, level: number): Size => ({
  width: Math.ceil(width / 2 ** level),
  height: Math.ceil(height / 2 ** level),
});

/** The coarsest level that is not enlarged at `scale` device pixels per image pixel. */
export const levelFor = (image: Size, scale: number): number =>
  Math.min(levelCount(image) - 1, Math.max(0, Math.floor(Math.log2(1 / scale) + 1e-6)));

/** The part of the image that a tile shows; at the edges it ends with the image. */
export function tileBox(image: Size, { level, column, row }: TileAddress): Box {
  const side = tileSize * 2 ** level;
  return {
    x: column * side,
    y: row * side,
    width: Math.min(image.width - column * side, side),
    height: Math.min(image.height - row * side, side),
  };
}

/** The tiles of a level that touch a box of the image, from its middle outwards. */
export function tilesIn(image: Size, level: number, box: Box): TileAddress[] {
  const side = tileSize * 2 ** level;
  const size = levelSize(image, level);
  const last = (length: number): number => Math.ceil(length / tileSize) - 1;
  const [left, right] = range(box.x, box.width, side, last(size.width));
  const [top, bottom] = range(box.y, box.height, side, last(size.height));
  const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
  const found: (TileAddress & { readonly away: number })[] = [];
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const away = Math.hypot((column + 0.5) * side - middleX, (row + 0.5) * side - middleY);
      found.push({ level, column, row, away });
    }
  }
  return found.sort((one, other) => one.away - other.away);
}

const range = (start: number, length: number, side: number, last: number): [number, number] => [
  Math.max(0, Math.floor(start / side)),
  Math.min(last, Math.ceil((start + length) / side) - 1),
];

export const parentOf = ({ level, column, row }: TileAddress): TileAddress => ({
  level: level + 1,
  column: column >> 1,
  row: row >> 1,
});

export const childrenOf = ({ level, column, row }: TileAddress): TileAddress[] =>
  [0, 1, 2, 3].map((n) => ({ level: level - 1, column: 2 * column + (n & 1), row: 2 * row + (n >> 1) }));
