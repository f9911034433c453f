import { UserFacingError } from '../../compute/errors.ts';
import type { Image } from '../../compute/image.ts';
import type { FileRef, ImageInfo } from '../../contract/index.ts';
import type { House } from '../services/index.ts';
import { createPixelFile, openPixelFile, readMetadata } from '../session/pixelFile.ts';

/** Opens one file. @throws UserFacingError with what is wrong with it */
export async function openOne({ services }: House, file: FileRef): Promise<ImageInfo> {
  const [outcome] = await services.images.open({ files: [file] });
  if (outcome?.ok === true) return outcome.image;
  const { problem = 'was not opened', remedy = 'try again', where } = outcome?.error ?? {};
  throw new UserFacingError(problem, remedy, where ?? outcome?.name);
}

/** All of an image at once, alpha last; for commands that need it whole. */
export async function readWhole({ session }: House, id: string): Promise<Image> {
  const file = await openPixelFile(session.get(id).base);
  try {
    const { width, height } = file.format;
    return await file.readRegion({ x: 0, y: 0, width, height });
  } finally {
    await file.close();
  }
}

/** Puts computed pixels into the session, as a floating-point result that keeps the original's metadata. */
export async function addResult({ session }: House, image: Image, original: ImageInfo): Promise<ImageInfo> {
  const { id, base } = session.newBase();
  const { width, height, channels: bands } = image;
  const format = { width, height, bands, alpha: original.alpha, sample: 'float32' } as const;
  const writer = await createPixelFile(base, format, await readMetadata(session.get(original.id).base));
  await writer.writeRegion(0, 0, image);
  const { levels } = await writer.finish();
  const info: ImageInfo = { ...original, id, width, height, depth: 32, levels, path: null, bytes: null };
  session.add({ info, base, format, kind: 'result', origin: original.id, lineage: [] });
  return info;
}

/** Puts a mask into the session. @param coverage 0 to 255, `width * height` long */
export async function addMask({ session }: House, coverage: Uint8Array, like: ImageInfo): Promise<string> {
  const { id, base } = session.newBase();
  const { width, height } = like;
  const format = { width, height, bands: 1, alpha: false, sample: 'uint8' } as const;
  const writer = await createPixelFile(base, format);
  await writer.writeBytes({ x: 0, y: 0, width, height }, coverage);
  const { levels } = await writer.finish();
  const info: ImageInfo = {
    ...like,
    id,
    channels: 1,
    alpha: false,
    depth: 8,
    levels,
    path: null,
    bytes: null,
  };
  session.add({ info, base, format, kind: 'mask', origin: id, lineage: [] });
  return id;
}

/** Coverage of a mask in the session, 0 to 255. */
export async function readMask({ session }: House, id: string): Promise<Uint8Array> {
  const file = await openPixelFile(session.get(id).base);
  try {
    const { width, height } = file.format;
    const bytes = await file.readBytes({ x: 0, y: 0, width, height });
    return bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes);
  } finally {
    await file.close();
  }
}
