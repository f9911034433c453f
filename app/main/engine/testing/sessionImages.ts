import { createImage, type Image } from '../../../compute/image.ts';
import type { SampleType } from '../../session/format.ts';
import { createPixelFile, openPixelFile } from '../../session/pixelFile.ts';

/** A reproducible sequence of numbers in [0, 1): mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A picture with large shapes, fine texture and noise, for comparing results with each other. */
export function noisyPicture(width: number, height: number, channels: number, noise = 10, seed = 1): Image {
  const random = randomNumbers(seed);
  const image = createImage(width, height, channels);
  for (let channel = 0, i = 0; channel < channels; channel++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const shape = (Math.floor(x / 23) + Math.floor(y / 17)) % 2;
        const texture = Math.sin(0.9 * x + 0.3 * y * (channel + 1));
        const gaussian = random() + random() + random() + random() - 2;
        image.data[i] = 0.3 + 0.3 * shape + 0.05 * texture + (noise / 255) * gaussian * Math.sqrt(3);
      }
  return image;
}

export async function writeSessionImage(
  base: string,
  image: Image,
  { alpha = false, sample = 'uint8' }: { alpha?: boolean; sample?: SampleType } = {},
): Promise<void> {
  const { width, height, channels } = image;
  const writer = await createPixelFile(base, { width, height, bands: channels, alpha, sample });
  await writer.writeRegion(0, 0, image);
  await writer.finish();
}

/** Writes a mask of coverages 0–255. */
export async function writeSessionMask(
  base: string,
  width: number,
  height: number,
  coverage: (x: number, y: number) => number,
): Promise<void> {
  const data = Float32Array.from(
    { length: width * height },
    (_, i) => coverage(i % width, Math.floor(i / width)) / 255,
  );
  await writeSessionImage(base, { width, height, channels: 1, data });
}

export async function readSessionImage(base: string): Promise<Image> {
  const file = await openPixelFile(base);
  const { width, height } = file.format;
  const image = await file.readRegion({ x: 0, y: 0, width, height });
  await file.close();
  return image;
}
