/**
 * Crops that stay inside the straightened picture, so that no corner is empty. The allowed points of
 * the frame are a convex polygon (picture ∩ frame), written as half-planes.
 */
import type { Geometry, Rect } from '../../contract/index.ts';
import type { Box, Point, Size } from './affine.ts';
import { apply } from './affine.ts';
import { cropOf, frameSize, imageToFrame } from './geometry.ts';

export type CropHandle = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w';

export const cropHandles: readonly CropHandle[] = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'];

/** Smallest side of a crop, in pixels of the frame. */
const smallest = 1;
const tolerance = 1e-6;

/** Points p with nx·px + ny·py ≤ limit. */
interface HalfPlane {
  readonly nx: number;
  readonly ny: number;
  readonly limit: number;
}

function allowedArea(image: Size, geometry: Geometry): HalfPlane[] {
  const frame = frameSize(image, geometry);
  const planes: HalfPlane[] = [
    { nx: -1, ny: 0, limit: 0 },
    { nx: 0, ny: -1, limit: 0 },
    { nx: 1, ny: 0, limit: frame.width },
    { nx: 0, ny: 1, limit: frame.height },
  ];
  if (geometry.straighten === 0) return planes;
  const map = imageToFrame(image, geometry);
  const [a, b, c, d] = map;
  const origin = apply(map, { x: 0, y: 0 });
  const along = (nx: number, ny: number, length: number): void => {
    const offset = nx * origin.x + ny * origin.y;
    planes.push({ nx, ny, limit: offset + length }, { nx: -nx, ny: -ny, limit: -offset });
  };
  along(a, b, image.width);
  along(c, d, image.height);
  return planes;
}

const reach = ({ nx, ny }: HalfPlane, box: Box): number =>
  nx * (nx > 0 ? box.x + box.width : box.x) + ny * (ny > 0 ? box.y + box.height : box.y);

const inside = (planes: readonly HalfPlane[], box: Box): boolean =>
  planes.every((plane) => reach(plane, box) <= plane.limit + tolerance);

/** Whether the crop shows the picture alone, no empty corner. */
export const cropIsFilled = (image: Size, geometry: Geometry, crop: Box): boolean =>
  inside(allowedArea(image, geometry), crop);

const blend = (from: Box, to: Box, t: number): Box => ({
  x: from.x + t * (to.x - from.x),
  y: from.y + t * (to.y - from.y),
  width: from.width + t * (to.width - from.width),
  height: from.height + t * (to.height - from.height),
});

/** The box farthest on the way from an allowed one to the wanted one that is still allowed. */
function furthest(planes: readonly HalfPlane[], from: Box, to: Box): Box {
  let t = 1;
  for (const plane of planes) {
    const start = reach(plane, from);
    const end = reach(plane, to);
    if (end > plane.limit) t = Math.min(t, end > start ? (plane.limit - start) / (end - start) : 0);
  }
  return blend(from, to, Math.max(0, t));
}

/** To whole pixels: to the nearest where that is allowed, else inwards, else (a sliver) the fallback. */
function toPixels(planes: readonly HalfPlane[], box: Box, fallback?: Rect): Rect {
  const edges = (round: (n: number) => number, roundEnd: (n: number) => number): Rect => {
    const x = round(box.x);
    const y = round(box.y);
    return {
      x,
      y,
      width: Math.max(smallest, roundEnd(box.x + box.width) - x),
      height: Math.max(smallest, roundEnd(box.y + box.height) - y),
    };
  };
  const nearest = edges(Math.round, Math.round);
  if (inside(planes, nearest)) return nearest;
  const inwards = edges(
    (n) => Math.ceil(n - tolerance),
    (n) => Math.floor(n + tolerance),
  );
  return inside(planes, inwards) ? inwards : (fallback ?? inwards);
}

const centreOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

const around = (centre: Point, width: number, height: number): Box => ({
  x: centre.x - width / 2,
  y: centre.y - height / 2,
  width,
  height,
});

/** The largest filled crop of the given ratio (width / height) about the frame's centre. */
export function largestCrop(image: Size, geometry: Geometry, ratio?: number): Rect {
  const frame = frameSize(image, geometry);
  const planes = allowedArea(image, geometry);
  const wanted = ratio ?? frame.width / frame.height;
  const centre = { x: frame.width / 2, y: frame.height / 2 };
  const height = frame.width + frame.height;
  return toPixels(planes, furthest(planes, around(centre, 0, 0), around(centre, height * wanted, height)));
}

/** Moves and shrinks a crop, its shape kept, until no corner is empty. */
export function fitCrop(image: Size, geometry: Geometry, crop: Box): Rect {
  const planes = allowedArea(image, geometry);
  if (inside(planes, crop)) return toPixels(planes, crop);
  const frame = frameSize(image, geometry);
  const middle = around({ x: frame.width / 2, y: frame.height / 2 }, 0, 0);
  const point = around(centreOf(crop), 0, 0);
  // A centre outside the picture moves in, halfway, so that the crop does not shrink to nothing.
  const centre = inside(planes, point) ? point : blend(middle, furthest(planes, middle, point), 0.5);
  return toPixels(
    planes,
    furthest(planes, centre, around(centre, crop.width, crop.height)),
    largestCrop(image, geometry),
  );
}

/** The crop in a new ratio: same centre and area as far as they fit; the largest where none was made. */
export function cropWithRatio(image: Size, geometry: Geometry, ratio: number): Rect {
  const { crop } = geometry;
  if (!crop) return largestCrop(image, geometry, ratio);
  const area = crop.width * crop.height;
  return fitCrop(image, geometry, around(centreOf(crop), Math.sqrt(area * ratio), Math.sqrt(area / ratio)));
}

/** The crop moved as far as the picture reaches, sliding along its edges. */
export function moveCrop(image: Size, geometry: Geometry, by: Point): Rect {
  const planes = allowedArea(image, geometry);
  const start = cropOf(image, geometry);
  const across = furthest(planes, start, { ...start, x: start.x + by.x });
  const moved = furthest(planes, across, { ...across, y: across.y + by.y });
  for (const x of [Math.round(moved.x), Math.floor(moved.x), Math.ceil(moved.x)]) {
    for (const y of [Math.round(moved.y), Math.floor(moved.y), Math.ceil(moved.y)]) {
      const candidate = { ...start, x, y };
      if (inside(planes, candidate)) return candidate;
    }
  }
  return start;
}

/**
 * The crop with one handle dragged; the opposite side or corner stays.
 * @param by the drag, in pixels of the frame
 * @param ratio width / height to keep, null for none
 */
export function resizeCrop(
  image: Size,
  geometry: Geometry,
  handle: CropHandle,
  by: Point,
  ratio: number | null,
): Rect {
  const planes = allowedArea(image, geometry);
  const start = cropOf(image, geometry);
  const horizontal = handle.includes('e') ? 1 : handle.includes('w') ? -1 : 0;
  const vertical = handle.includes('s') ? 1 : handle.includes('n') ? -1 : 0;
  const width = Math.max(smallest, start.width + horizontal * by.x);
  const height = Math.max(smallest, start.height + vertical * by.y);
  if (ratio !== null)
    return toPixels(planes, resizeInRatio(planes, start, { horizontal, vertical, width, height }, ratio));
  // One axis after the other, so that the handle slides along a slanted edge and does not stick to it.
  const wide = { ...start, width, x: horizontal < 0 ? start.x + start.width - width : start.x };
  const across = furthest(planes, start, wide);
  const tall = { ...across, height, y: vertical < 0 ? start.y + start.height - height : start.y };
  return toPixels(planes, furthest(planes, across, tall), start);
}

interface Pull {
  readonly horizontal: number;
  readonly vertical: number;
  readonly width: number;
  readonly height: number;
}

function resizeInRatio(planes: readonly HalfPlane[], start: Box, pull: Pull, ratio: number): Box {
  const { horizontal, vertical } = pull;
  const width =
    vertical === 0
      ? pull.width
      : horizontal === 0
        ? pull.height * ratio
        : Math.max(pull.width, pull.height * ratio);
  const anchor = {
    x: start.x + (start.width * (1 - horizontal)) / 2,
    y: start.y + (start.height * (1 - vertical)) / 2,
  };
  const grown = (w: number): Box => ({
    x: anchor.x - (w * (1 - horizontal)) / 2,
    y: anchor.y - ((w / ratio) * (1 - vertical)) / 2,
    width: w,
    height: w / ratio,
  });
  return furthest(planes, grown(0), grown(Math.max(width, smallest, smallest * ratio)));
}
