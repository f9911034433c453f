import type { ImageInfo, Rect } from '../../../contract/index.ts';
import { clipboardPath } from '../../../contract/routes.ts';
import { untouched } from '../../geometry/geometry.ts';

/** The address of a part of an image (of all of it without one), pixel for pixel. */
export const pictureUrl = (image: ImageInfo, part: Rect | null): string =>
  clipboardPath(image.id, JSON.stringify({ ...untouched, crop: part }));

/** The part of a reference, which may be larger than the photo by a whole factor. */
export function partOf(reference: ImageInfo, image: ImageInfo, { x, y, width, height }: Rect): Rect {
  const scale = reference.width / image.width;
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
