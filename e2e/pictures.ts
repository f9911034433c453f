import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

/** A smooth colour picture with an edge, so that every method has something to do. */
export async function writePicture(path: string, width = 240, height = 160): Promise<string> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      data[at] = Math.round((255 * x) / width);
      data[at + 1] = Math.round((255 * y) / height);
      data[at + 2] = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 4) ** 2 ? 200 : 60;
    }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path);
  return path;
}

/** Interleaved 8-bit samples of a file, as they are, without colour management. */
export async function pixels(
  path: string,
): Promise<{ data: Buffer; width: number; height: number; channels: number }> {
  const { data, info } = await sharp(await readFile(path), { ignoreIcc: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}
