import { createImage, type Image } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';

/** The part of `rect` grown by `by` pixels on every side that lies inside `bounds`. */
export function grow(rect: Rect, by: number, bounds: Rect): Rect {
  const x = Math.max(bounds.x, rect.x - by);
  const y = Math.max(bounds.y, rect.y - by);
  return {
    x,
    y,
    width: Math.min(bounds.x + bounds.width, rect.x + rect.width + by) - x,
    height: Math.min(bounds.y + bounds.height, rect.y + rect.height + by) - y,
  };
}

/** What both have in common; null for nothing. */
export function intersect(a: Rect, b: Rect): Rect | null {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The same place counted from `origin`. */
export function relative(rect: Rect, origin: { readonly x: number; readonly y: number }): Rect {
  return { ...rect, x: rect.x - origin.x, y: rect.y - origin.y };
}

export function scaled({ x, y, width, height }: Rect, scale: number): Rect {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}

/** A copy of a part of an image; the image itself where the part is all of it. */
export function crop(image: Image, rect: Rect): Image {
  if (rect.width === image.width && rect.height === image.height) return image;
  const result = createImage(rect.width, rect.height, image.channels);
  for (let channel = 0; channel < image.channels; channel++)
    for (let row = 0; row < rect.height; row++) {
      const from = (channel * image.height + rect.y + row) * image.width + rect.x;
      result.data.set(
        image.data.subarray(from, from + rect.width),
        (channel * rect.height + row) * rect.width,
      );
    }
  return result;
}

/** Copies `source` into `target` with its upper left corner at (left, top). */
export function paste(target: Image, source: Image, left: number, top: number): void {
  for (let channel = 0; channel < source.channels; channel++)
    for (let y = 0; y < source.height; y++) {
      const from = (channel * source.height + y) * source.width;
      const to = (channel * target.height + top + y) * target.width + left;
      target.data.set(source.data.subarray(from, from + source.width), to);
    }
}
