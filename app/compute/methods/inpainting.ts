import { UserFacingError } from '../errors.ts';
import { cloneImage, createImage, likeImage, type Image, type Mask } from '../image.ts';
import type { ForwardModel, Iterations, Problem } from '../method.ts';
import { Masking } from '../operators/mask.ts';

/** A hole and the known pixels around it, which alone decide what goes into it. */
export interface Hole {
  readonly image: Image;
  readonly mask: Mask;
}

/** Known pixels needed around the unknown ones: most priors look two pixels far. */
export const holeMargin = 2;

/** y = the known pixels of x. What is unknown is free, so all of it is invented. */
export function inpaintingModel({ image, mask }: Problem): ForwardModel {
  const masking = new Masking(requireMask(image, mask), image.channels);
  const apply = (x: Image): Image => {
    const out = likeImage(x);
    masking.apply(x.data, out.data);
    return out;
  };
  return { apply, projectOnRange: apply, noise: null, estimated: false };
}

/**
 * Runs `fill` on the box around the unknown pixels and puts what it made, at the unknown pixels only, into
 * a copy of the image: known pixels are equal bit for bit because nothing ever writes to them.
 * @param margin known pixels around the unknown ones that `fill` is given
 * @throws UserFacingError when every pixel is unknown
 */
export async function* fillUnknown(
  { image, mask }: Problem,
  fill: (hole: Hole) => Iterations<ArrayLike<number>>,
  margin = holeMargin,
): Iterations<Image> {
  const given = requireMask(image, mask);
  const result = cloneImage(image);
  const box = boundingBox(given, margin);
  if (box === null) return result;
  if (given.data.every((unknown) => unknown !== 0))
    throw new UserFacingError(
      'everything is masked',
      'leave some of the photo unmasked: its known pixels are what the hole is filled from',
      'mask',
    );
  const hole = cut(image, given, box);
  const filled = yield* fill(hole);
  for (let row = 0, from = 0; row < box.height * image.channels; row++) {
    const channel = Math.floor(row / box.height);
    const line = row - channel * box.height;
    const to = (channel * image.height + box.y + line) * image.width + box.x;
    for (let i = 0, at = line * box.width; i < box.width; i++, at++, from++)
      if (hole.mask.data[at] !== 0) result.data[to + i] = filled[from]!;
  }
  return result;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @throws UserFacingError where there is none of the image's size */
export function requireMask(image: Image, mask: Mask | undefined): Mask {
  if (mask === undefined) throw new UserFacingError('no mask was given', 'mask what is to be filled', 'mask');
  if (mask.width !== image.width || mask.height !== image.height)
    throw new UserFacingError(
      `the mask is ${mask.width}×${mask.height} and the image ${image.width}×${image.height}`,
      'use a mask of the size of the image',
      'mask',
    );
  return mask;
}

function boundingBox({ width, height, data }: Mask, margin: number): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      if (data[row * width + column] === 0) continue;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = row;
    }
  if (right < 0) return null;
  const x = Math.max(0, left - margin);
  const y = Math.max(0, top - margin);
  return {
    x,
    y,
    width: Math.min(width, right + margin + 1) - x,
    height: Math.min(height, bottom + margin + 1) - y,
  };
}

function cut(image: Image, mask: Mask, { x, y, width, height }: Box): Hole {
  const part = createImage(width, height, image.channels);
  const unknown = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (y + row) * image.width + x;
    for (let column = 0; column < width; column++)
      unknown[row * width + column] = mask.data[from + column] === 0 ? 0 : 1;
    for (let channel = 0; channel < image.channels; channel++) {
      const start = channel * image.width * image.height + from;
      part.data.set(image.data.subarray(start, start + width), (channel * height + row) * width);
    }
  }
  return { image: part, mask: { width, height, data: unknown } };
}
