import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { createImage, type Image } from '../../app/compute/image.ts';
import { normal } from '../../app/compute/testing/random.ts';

/** Every `stride`-th picture of a folder, in the order of names. */
export async function picturesIn(folder: string, stride: number): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => /\.(png|jpe?g|tiff?|bmp)$/i.test(name)).sort();
  return names.filter((_, i) => i % stride === 0).map((name) => join(folder, name));
}

export interface Reading {
  readonly grey?: boolean;
  /** Takes the mean of so many pixels in each direction, so that compression and the lens leave no trace. */
  readonly shrink?: number;
  /** The middle of at most this size. */
  readonly side?: number;
}

/** A picture with values rounded to 8 bits. */
export async function read(
  path: string,
  { grey = false, shrink = 1, side = Infinity }: Reading,
): Promise<Image> {
  const plain = (/\.bmp$/i.test(path) ? await openBmp(path) : sharp(path)).removeAlpha();
  const { data, info } = await (grey ? plain.greyscale() : plain.toColourspace('srgb'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const width = Math.min(side, Math.floor(info.width / shrink));
  const height = Math.min(side, Math.floor(info.height / shrink));
  const left = Math.floor((info.width - width * shrink) / 2);
  const top = Math.floor((info.height - height * shrink) / 2);
  const image = createImage(width, height, info.channels);
  for (let i = 0; i < image.data.length; i++) {
    const channel = Math.floor(i / (width * height));
    const x = left + (i % width) * shrink;
    const y = top + (Math.floor(i / width) % height) * shrink;
    let sum = 0;
    for (let row = y; row < y + shrink; row++)
      for (let column = x; column < x + shrink; column++)
        sum += data.readUInt8((row * info.width + column) * info.channels + channel);
    image.data[i] = Math.round(sum / shrink ** 2) / 255;
  }
  return image;
}

/** A bitmap of 24 bits a pixel, which sharp cannot read: rows from the bottom up, padded to 4 bytes; blue first. */
async function openBmp(path: string): Promise<Sharp> {
  const file = await readFile(path);
  const [start, width, height] = [file.readUInt32LE(10), file.readInt32LE(18), file.readInt32LE(22)];
  if (file.readUInt16LE(28) !== 24) throw new Error(`${path} has not 24 bits a pixel`);
  const stride = Math.ceil((3 * width) / 4) * 4;
  const rgb = Buffer.alloc(3 * width * height);
  for (let i = 0; i < rgb.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    rgb[i] = file.readUInt8(start + (height - 1 - y) * stride + 3 * x + 2 - (i % 3));
  }
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

/** As an 8-bit file holds it. */
export function rounded(image: Image): Image {
  return {
    ...image,
    data: image.data.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255),
  };
}

/** White Gaussian noise of `sigma` 8-bit units, not clipped. */
export function noisy(image: Image, sigma: number, seed: number): Image {
  const random = normal(seed);
  return { ...image, data: image.data.map((value) => value + (sigma / 255) * random()) };
}

export function cropped(image: Image, left: number, top: number, width: number, height: number): Image {
  const result = createImage(width, height, image.channels);
  for (let channel = 0; channel < image.channels; channel++)
    for (let y = 0; y < height; y++) {
      const from = (channel * image.height + top + y) * image.width + left;
      result.data.set(image.data.subarray(from, from + width), (channel * height + y) * width);
    }
  return result;
}
