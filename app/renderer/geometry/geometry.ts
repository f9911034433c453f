/**
 * How the picture is turned and cut, as pure functions of the contract's `geometry`: mirror left to
 * right, quarter turns clockwise, straighten about the centre of the turned frame, crop.
 *
 * Three coordinate systems, all with x to the right, y down, and pixel (0, 0) covering [0, 1]²:
 * image (the file's own), frame (turned and straightened; the crop's pixels), picture (cropped frame).
 */
import type { Geometry, Rect } from '../../contract/index.ts';
import { boundsUnder, compose, intersect, invert, translation } from './affine.ts';
import type { Affine, Box, Size } from './affine.ts';

export const untouched: Geometry = { mirror: false, quarterTurns: 0, straighten: 0, crop: null };

/** The size of the turned frame. */
export const frameSize = ({ width, height }: Size, { quarterTurns }: Geometry): Size =>
  quarterTurns % 2 === 0 ? { width, height } : { width: height, height: width };

/** The crop, which is the whole frame where none was made. */
export const cropOf = (image: Size, geometry: Geometry): Rect =>
  geometry.crop ?? { x: 0, y: 0, ...frameSize(image, geometry) };

/** Maps image coordinates to frame coordinates. */
export function imageToFrame({ width, height }: Size, geometry: Geometry): Affine {
  const mirror: Affine = geometry.mirror ? [-1, 0, 0, 1, width, 0] : [1, 0, 0, 1, 0, 0];
  const turns: readonly [Affine, Affine, Affine, Affine] = [
    [1, 0, 0, 1, 0, 0],
    [0, 1, -1, 0, height, 0],
    [-1, 0, 0, -1, width, height],
    [0, -1, 1, 0, 0, width],
  ];
  const turned = compose(turns[geometry.quarterTurns], mirror);
  if (geometry.straighten === 0) return turned;
  const frame = frameSize({ width, height }, geometry);
  const angle = (geometry.straighten * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return compose(
    translation(frame.width / 2, frame.height / 2),
    [cos, sin, -sin, cos, 0, 0],
    translation(-frame.width / 2, -frame.height / 2),
    turned,
  );
}

/** Maps frame coordinates to image coordinates. */
export const frameToImage = (image: Size, geometry: Geometry): Affine =>
  invert(imageToFrame(image, geometry));

/** Maps image coordinates to those of the cropped picture. */
export function imageToPicture(image: Size, geometry: Geometry): Affine {
  const crop = cropOf(image, geometry);
  return compose(translation(-crop.x, -crop.y), imageToFrame(image, geometry));
}

/** The image's pixels that a box of the frame shows: their upright bounds; null where it shows none. */
export function imageRectOf(image: Size, geometry: Geometry, box: Box): Rect | null {
  const inside = intersect(boundsUnder(frameToImage(image, geometry), box), { x: 0, y: 0, ...image });
  if (!inside) return null;
  // Rounding errors of the transform must not add a row of pixels.
  const x = Math.floor(inside.x + 1e-6);
  const y = Math.floor(inside.y + 1e-6);
  const width = Math.ceil(inside.x + inside.width - 1e-6) - x;
  const height = Math.ceil(inside.y + inside.height - 1e-6) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

const quarter = (turns: number): Geometry['quarterTurns'] =>
  (((turns % 4) + 4) % 4) as Geometry['quarterTurns'];

/** The picture turned by 90° as it is seen, crop and straightening with it. */
export function rotateQuarter(
  image: Size,
  geometry: Geometry,
  direction: 'clockwise' | 'counterclockwise',
): Geometry {
  const frame = frameSize(image, geometry);
  const { crop } = geometry;
  const clockwise = direction === 'clockwise';
  return {
    ...geometry,
    quarterTurns: quarter(geometry.quarterTurns + (clockwise ? 1 : -1)),
    crop: crop && {
      x: clockwise ? frame.height - crop.y - crop.height : crop.y,
      y: clockwise ? crop.x : frame.width - crop.x - crop.width,
      width: crop.height,
      height: crop.width,
    },
  };
}

/** The picture flipped left to right as it is seen: F S(θ) Qᵏ M = S(−θ) Q⁻ᵏ F M. */
export function flipHorizontal(image: Size, geometry: Geometry): Geometry {
  const frame = frameSize(image, geometry);
  const { crop } = geometry;
  return {
    mirror: !geometry.mirror,
    quarterTurns: quarter(-geometry.quarterTurns),
    straighten: geometry.straighten === 0 ? 0 : -geometry.straighten,
    crop: crop && { ...crop, x: frame.width - crop.x - crop.width },
  };
}

/** The picture flipped top to bottom as it is seen. */
export function flipVertical(image: Size, geometry: Geometry): Geometry {
  const flipped = flipHorizontal(image, geometry);
  return rotateQuarter(image, rotateQuarter(image, flipped, 'clockwise'), 'clockwise');
}

/** The same cut of a copy of the image at another size, for instance of an upscaled result. */
export function scaleGeometry(from: Size, to: Size, geometry: Geometry): Geometry {
  const { crop } = geometry;
  if (!crop || (from.width === to.width && from.height === to.height)) return geometry;
  const before = frameSize(from, geometry);
  const after = frameSize(to, geometry);
  const [across, down] = [after.width / before.width, after.height / before.height];
  const x = Math.min(Math.round(crop.x * across), after.width - 1);
  const y = Math.min(Math.round(crop.y * down), after.height - 1);
  return {
    ...geometry,
    crop: {
      x,
      y,
      width: Math.max(1, Math.round((crop.x + crop.width) * across) - x),
      height: Math.max(1, Math.round((crop.y + crop.height) * down) - y),
    },
  };
}
