import { createImage, plane, type Image } from '../image.ts';
import { reflectedIndices } from './reflect.ts';

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

/** The image grown at the right and below, by reflection, to multiples of `multiple`. */
export function grownTo(image: Image, multiple: number): Image {
  const up = (length: number) => Math.ceil(length / multiple) * multiple;
  const result = createImage(up(image.width), up(image.height), image.channels);
  const columns = reflectedIndices(image.width, 0, result.width - image.width);
  const rows = reflectedIndices(image.height, 0, result.height - image.height);
  for (let channel = 0, i = 0; channel < image.channels; channel++) {
    const from = plane(image, channel);
    for (const row of rows)
      for (const column of columns) result.data[i++] = from[row * image.width + column]!;
  }
  return result;
}

/** Writes the image's upper left part of the size of `into` there. */
export function cutInto(image: Image, into: Image): void {
  for (let channel = 0; channel < into.channels; channel++)
    for (let y = 0; y < into.height; y++) {
      const row = plane(image, channel).subarray(y * image.width, y * image.width + into.width);
      plane(into, channel).set(row, y * into.width);
    }
}
