import { join } from 'node:path';
import sharp from 'sharp';
import type { Image } from '../../app/compute/image.ts';

/** Writes a picture as a PNG named after what it is. */
export async function writePicture(folder: string, words: readonly string[], image: Image): Promise<void> {
  const { width, height, channels, data } = image;
  const size = width * height;
  const bytes = Uint8Array.from(data, (_, i) => {
    const value = data[(i % channels) * size + Math.floor(i / channels)] ?? 0;
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
  const name = words.join(' - ').replaceAll(/[^\p{L}\p{N}., -]/gu, '');
  const raw = { width, height, channels: channels === 1 ? 1 : 3 } as const;
  await sharp(bytes, { raw })
    .png()
    .toFile(join(folder, `${name}.png`));
}
