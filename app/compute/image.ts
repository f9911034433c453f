import { copyOf, floats } from './kernels/memory.ts';

/**
 * A planar image: `data[c * width * height + y * width + x]`, x to the right, y down,
 * values nominally in [0, 1] in the file's own colour encoding.
 */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Which pixels are unknown: 1 unknown (to be filled), 0 known; `width * height` long. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function createImage(width: number, height: number, channels: number): Image {
  return { width, height, channels, data: new Float32Array(width * height * channels) };
}

/** A new zero image of the same size, where kernels can reach it: see `floats`. */
export function likeImage(image: Image): Image {
  return { ...image, data: floats(image.data.length) };
}

/** A copy of an image, where kernels can reach it: see `floats`. */
export function cloneImage(image: Image): Image {
  return { ...image, data: copyOf(image.data) };
}

/** A view (no copy) of one channel. */
export function plane(image: Image, channel: number): Float32Array {
  const size = image.width * image.height;
  return image.data.subarray(channel * size, (channel + 1) * size);
}
