import type { Geometry } from '../../contract/index.ts';
import type { Point, Size } from './affine.ts';
import { fitCrop, largestCrop } from './crop.ts';

const steepest = 45;

const sameRect = (one: Geometry['crop'], other: Geometry['crop']): boolean =>
  one?.x === other?.x && one?.y === other?.y && one?.width === other?.width && one?.height === other?.height;

/**
 * The picture straightened to `degrees` (clockwise, −45 to 45). The crop follows so that no corner is
 * empty: one that filled the picture keeps filling it, one that the user made shrinks as it must.
 */
export function straightenTo(image: Size, geometry: Geometry, degrees: number): Geometry {
  const straighten = Math.min(steepest, Math.max(-steepest, degrees)) + 0;
  const turned: Geometry = { ...geometry, straighten };
  const automatic =
    geometry.crop === null ||
    (geometry.straighten !== 0 && sameRect(geometry.crop, largestCrop(image, geometry)));
  if (automatic) return { ...turned, crop: straighten === 0 ? null : largestCrop(image, turned) };
  return { ...turned, crop: geometry.crop && fitCrop(image, turned, geometry.crop) };
}

/**
 * Straightens so that the line from `from` to `to` (frame coordinates, as seen) becomes horizontal or
 * vertical, whichever is nearer.
 */
export function straightenFromLine(image: Size, geometry: Geometry, from: Point, to: Point): Geometry {
  const angle = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const tilt = angle - 90 * Math.round(angle / 90);
  return straightenTo(image, geometry, geometry.straighten - tilt);
}
