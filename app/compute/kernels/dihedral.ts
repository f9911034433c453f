import { createImage, plane, type Image } from '../image.ts';

/** One of the eight ways to lay a picture: bit 0 mirrors left and right, bit 1 up and down, bit 2 swaps the axes. */
export function laid(image: Image, way: number): Image {
  const { width, height, channels } = image;
  if (way % 8 === 0) return image;
  const [mirrorX, mirrorY, swap] = [(way & 1) !== 0, (way & 2) !== 0, (way & 4) !== 0];
  const result = swap ? createImage(height, width, channels) : createImage(width, height, channels);
  const [stepX, stepY] = swap ? [height, 1] : [1, width];
  for (let channel = 0; channel < channels; channel++) {
    const from = plane(image, channel);
    const to = plane(result, channel);
    for (let y = 0; y < height; y++) {
      const row = (mirrorY ? height - 1 - y : y) * width;
      for (let x = 0, at = y * stepY; x < width; x++, at += stepX)
        to[at] = from[row + (mirrorX ? width - 1 - x : x)]!;
    }
  }
  return result;
}

/** Undoes `laid`. */
export function laidBack(image: Image, way: number): Image {
  // With the axes swapped, what was mirrored along one of them lies along the other.
  const mirrors = (way & 4) === 0 ? way & 3 : ((way & 1) << 1) | ((way & 2) >> 1);
  return laid(image, (way & 4) | mirrors);
}
