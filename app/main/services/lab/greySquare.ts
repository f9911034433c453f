import type { Image } from '../../../compute/image.ts';
import type { ImageInfo } from '../../../contract/index.ts';
import { luminance } from '../../codec/luminance.ts';
import { createPixelFile, openPixelFile } from '../../session/pixelFile.ts';
import { levelBase } from '../../session/pyramid.ts';
import type { ImageRecord, Session } from '../../session/session.ts';

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

/** Puts a grey picture into the session as an image of its own. */
export async function addGrey(
  session: Session,
  picture: Image,
  name: string,
  shownAs?: string,
): Promise<ImageInfo> {
  const { id, base } = session.newBase();
  const { width, height } = picture;
  const format = { width, height, bands: 1, alpha: false, sample: 'float32' } as const;
  const writer = await createPixelFile(base, format);
  await writer.writeRegion(0, 0, picture);
  const { levels } = await writer.finish();
  const info: ImageInfo = {
    id,
    name,
    width,
    height,
    channels: 1,
    alpha: false,
    depth: 32,
    format: 'result',
    profile: null,
    path: null,
    bytes: null,
    hasGps: false,
    levels,
    notices: [],
  };
  const record: ImageRecord = { info, base, format, kind: 'original', origin: id, lineage: [] };
  session.add(shownAs === undefined ? record : { ...record, shownAs });
  return info;
}
