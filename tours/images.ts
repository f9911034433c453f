import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { createImage, type Image } from '../app/compute/image.ts';

/** The tours work on one channel and 256 × 256 pixels. */
const side = 256;

interface Grey {
  readonly width: number;
  readonly height: number;
  /** Sums of the colour channels where there are several. */
  readonly data: Float64Array;
}

/** hibiscus: resized, the sum of its channels, rescaled to [0, 1]. */
export async function hibiscus(folder: string): Promise<Image> {
  return rescaled(resized(await readBmp(join(folder, 'hibiscus.bmp'))));
}

/** boat: its central 256 × 256 pixels, rescaled. */
export async function boat(folder: string): Promise<Image> {
  return rescaled(cropped(await readBmp(join(folder, 'boat.bmp'))));
}

/** cameraman: resized and rescaled. */
export async function cameraman(folder: string): Promise<Image> {
  const { data, info } = await sharp(join(folder, 'cameraman.png'))
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return rescaled(resized({ width: info.width, height: info.height, data: Float64Array.from(data) }));
}

/** Uncompressed bitmaps of 8 (with a palette), 24 or 32 bits, which sharp does not read. */
async function readBmp(path: string): Promise<Grey> {
  const file = await readFile(path);
  if (file.toString('latin1', 0, 2) !== 'BM') throw new Error(`${path} is not a bitmap`);
  const pixels = file.readUInt32LE(10);
  const width = file.readInt32LE(18);
  const signedHeight = file.readInt32LE(22);
  const bits = file.readUInt16LE(28);
  if (file.readUInt32LE(30) !== 0 || ![8, 24, 32].includes(bits))
    throw new Error(`${path}: a bitmap of ${bits} bits, or compressed`);
  const height = Math.abs(signedHeight);
  const stride = 4 * Math.ceil((width * bits) / 32);
  const palette = 14 + file.readUInt32LE(14);
  const data = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = pixels + stride * (signedHeight < 0 ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const at = row + (x * bits) / 8;
      // A palette's entry is grey here; colours are summed.
      data[y * width + x] =
        bits === 8
          ? file.readUInt8(palette + 4 * file.readUInt8(at))
          : file.readUInt8(at) + file.readUInt8(at + 1) + file.readUInt8(at + 2);
    }
  }
  return { width, height, data };
}

function cropped({ width, height, data }: Grey): Grey {
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  const part = new Float64Array(side * side);
  for (let y = 0; y < side; y++)
    part.set(data.subarray((top + y) * width + left, (top + y) * width + left + side), y * side);
  return { width: side, height: side, data: part };
}

/** Cubic convolution (Keys 1981) at points that take the corners to the corners, without antialiasing. */
function resized({ width, height, data }: Grey): Grey {
  const across = cubicPoints(width);
  const down = cubicPoints(height);
  const out = new Float64Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      let sum = 0;
      for (const [row, a] of down[y] ?? [])
        for (const [column, b] of across[x] ?? []) sum += a * b * (data[row * width + column] ?? NaN);
      out[y * side + x] = sum;
    }
  return { width: side, height: side, data: out };
}

type Weights = readonly (readonly [index: number, weight: number])[];

function cubicPoints(length: number): Weights[] {
  return Array.from({ length: side }, (_, k) => {
    const place = (k * (length - 1)) / (side - 1);
    const left = Math.min(Math.floor(place), length - 2);
    return [-1, 0, 1, 2].flatMap((offset) => {
      const weight = keys(place - left - offset);
      return beyond(left + offset, length).map(([index, factor]) => [index, weight * factor] as const);
    });
  });
}

function keys(t: number): number {
  const d = Math.abs(t);
  if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
}

/** Outside, the parabola through the three last samples goes on. */
function beyond(index: number, length: number): Weights {
  const parabola = (a: number, b: number, c: number): Weights => [
    [a, 3],
    [b, -3],
    [c, 1],
  ];
  if (index < 0) return parabola(0, 1, 2);
  if (index >= length) return parabola(length - 1, length - 2, length - 3);
  return [[index, 1]];
}

function rescaled({ width, height, data }: Grey): Image {
  const [least, most] = data.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const image = createImage(width, height, 1);
  data.forEach((value, i) => (image.data[i] = (value - least) / (most - least)));
  return image;
}
