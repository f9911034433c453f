import type { Image } from '../../../compute/image.ts';
import { luminance } from '../../codec/luminance.ts';
import { openPixelFile } from '../../session/pixelFile.ts';
import { levelBase } from '../../session/pyramid.ts';
import type { ImageRecord } from '../../session/session.ts';

/** The middle square of a photo in grey, averaged down (or repeated up) to `side` pixels. */
export async function greySquare({ base, info }: ImageRecord, side: number): Promise<Image> {
  const shorter = Math.min(info.width, info.height);
  let level = 0;
  while (level + 1 < info.levels && shorter / 2 ** (level + 1) >= side) level++;
  const file = await openPixelFile(levelBase(base, level));
  try {
    const { width, height } = file.format;
    const size = Math.min(width, height);
    const rect = {
      x: Math.floor((width - size) / 2),
      y: Math.floor((height - size) / 2),
      width: size,
      height: size,
    };
    const grey = luminance(await file.readRegion(rect));
    const columns = transposed(averaged(grey, size, size, side), side, size);
    const data = transposed(averaged(columns, size, side, side), side, side);
    return { width: side, height: side, channels: 1, data };
  } finally {
    await file.close();
  }
}

/** Every row of `length` samples, averaged over `count` stretches of equal length. */
function averaged(rows: Float32Array, length: number, height: number, count: number): Float32Array {
  const result = new Float32Array(count * height);
  const ratio = length / count;
  for (let i = 0; i < count; i++) {
    const [start, end] = [i * ratio, (i + 1) * ratio];
    for (let from = Math.floor(start); from < Math.min(length, end); from++) {
      const share = (Math.min(end, from + 1) - Math.max(start, from)) / ratio;
      for (let y = 0; y < height; y++)
        result[y * count + i] = (result[y * count + i] ?? 0) + share * (rows[y * length + from] ?? 0);
    }
  }
  return result;
}

function transposed(rows: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(rows.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) result[x * height + y] = rows[y * width + x] ?? 0;
  return result;
}
