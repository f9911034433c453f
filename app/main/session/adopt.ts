/** Session images whose pixels libvips wrote: made like our own. */
import { open } from 'node:fs/promises';
import type { Metadata, PixelFormat } from './format.ts';
import { buildLevels, openHandle, readMetadata, writeFully } from './pixelFile.ts';
import { encodeFooter, encodeHeader, headerBytes, pixelBytes } from './vipsFile.ts';

/** Format and metadata of `<base>.v`. */
export async function readPixelFile(base: string): Promise<{ format: PixelFormat; metadata: Metadata }> {
  const { handle, format } = await openHandle(base);
  await handle.close();
  // The resolution that libvips writes is no proof that the file states one.
  const { icc, exif, xmp, iptc } = await readMetadata(base);
  return { format, metadata: defined({ icc, exif, xmp, iptc }) };
}

/** Replaces header and footer of `<base>.v` by ours and builds its levels. */
export async function adoptPixelFile(
  base: string,
  format: PixelFormat,
  metadata: Metadata,
): Promise<{ levels: number }> {
  const handle = await open(`${base}.v`, 'r+');
  try {
    const end = headerBytes + pixelBytes(format);
    if ((await handle.stat()).size < end) throw new Error('a session image ends early');
    await handle.truncate(end);
    await writeFully(handle, encodeHeader(format, metadata.density), 0);
    await writeFully(handle, encodeFooter(metadata), end);
  } finally {
    await handle.close();
  }
  return { levels: await buildLevels(base) };
}

type Blobs = Omit<Metadata, 'density'>;

function defined(blobs: { readonly [K in keyof Blobs]: Uint8Array | undefined }): Blobs {
  return Object.fromEntries(Object.entries(blobs).filter(([, blob]) => blob !== undefined));
}
