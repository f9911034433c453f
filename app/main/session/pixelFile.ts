/** Reading and writing regions of session images, in bounded memory at any size. */
import { open, rm, type FileHandle } from 'node:fs/promises';
import { readSync } from 'node:fs';
import type { Image } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';
import type { Metadata, PixelFormat } from './format.ts';
import { halved, levelBase, levelCount, reduceRows } from './pyramid.ts';
import { toInterleaved, toPlanar } from './samples.ts';
import {
  bytesOf,
  bytesPerSample,
  createSamples,
  decodeFooter,
  decodeHeader,
  encodeFooter,
  encodeHeader,
  headerBytes,
  pixelBytes,
  rowBytes,
  type Samples,
} from './vipsFile.ts';

/** Memory for one band of rows while levels are built or files are copied. */
const bandBytes = 16 * 2 ** 20;
/** A band that is read through once, small enough to stay in the processor's cache meanwhile. */
const cachedBytes = 2 ** 20;
/** Rows are read in one go where no more than this multiple of the wanted bytes is read. */
const readAhead = 4;

export interface PixelFile {
  readonly format: PixelFormat;
  /** Planar float32, full scale 1, all bands, alpha last. */
  readRegion(rect: Rect): Promise<Image>;
  /** Interleaved, in the file's own sample type. */
  readBytes(rect: Rect): Promise<Samples>;
  close(): Promise<void>;
}

export interface PixelFileWriter {
  readonly format: PixelFormat;
  /** Writes planar pixels of all bands; integers are rounded and clamped, floats written as they are. */
  writeRegion(x: number, y: number, image: Image): Promise<void>;
  /** Writes interleaved samples of the file's own type. */
  writeBytes(rect: Rect, data: Samples): Promise<void>;
  /** Writes the metadata and the reduced levels. */
  finish(): Promise<{ levels: number }>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

/** How many rows of an image, an even number, make one band of work. */
export function rowsPerBand(format: PixelFormat): number {
  return evenRows(bandBytes, format);
}

/** The same where each sample is read but once and little is kept. */
export function rowsPerPass(format: PixelFormat): number {
  return evenRows(cachedBytes, format);
}

const evenRows = (bytes: number, format: PixelFormat): number =>
  Math.max(2, 2 * Math.floor(bytes / 2 / rowBytes(format)));

export async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw new Error('a session image ends early');
    done += bytesRead;
  }
}

export async function writeFully(handle: FileHandle, source: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < source.length;) {
    done += (await handle.write(source, done, source.length - done, position + done)).bytesWritten;
  }
}

function checkInside(rect: Rect, format: PixelFormat): void {
  const { x, y, width, height } = rect;
  if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > format.width || y + height > format.height) {
    throw new RangeError(
      `region ${width}×${height}+${x}+${y} lies outside of ${format.width}×${format.height} pixels`,
    );
  }
}

async function readRows(handle: FileHandle, format: PixelFormat, rect: Rect): Promise<Samples> {
  const stride = rowBytes(format);
  const pixel = format.bands * bytesPerSample[format.sample];
  const wanted = rect.width * pixel;
  const samples = createSamples(format.sample, rect.width * rect.height * format.bands);
  const target = bytesOf(samples);
  const start = headerBytes + rect.y * stride + rect.x * pixel;
  const span = (rect.height - 1) * stride + wanted;
  if (wanted === stride) {
    await readFully(handle, target, start);
  } else if (span <= readAhead * target.length) {
    const rows = Buffer.allocUnsafe(span);
    await readFully(handle, rows, start);
    for (let row = 0; row < rect.height; row++) {
      target.set(rows.subarray(row * stride, row * stride + wanted), row * wanted);
    }
  } else {
    // Short rows far apart: a synchronous read of a cached kilobyte costs less than a promise.
    for (let row = 0; row < rect.height; row++) {
      const count = readSync(handle.fd, target, row * wanted, wanted, start + row * stride);
      if (count !== wanted) throw new Error('a session image ends early');
    }
  }
  return samples;
}

export async function openHandle(
  base: string,
): Promise<{ handle: FileHandle; format: PixelFormat; density: number }> {
  const handle = await open(`${base}.v`, 'r');
  try {
    const header = Buffer.alloc(headerBytes);
    await readFully(handle, header, 0);
    return { handle, ...decodeHeader(header) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens the session image `<base>.v`. */
export async function openPixelFile(base: string): Promise<PixelFile> {
  const { handle, format } = await openHandle(base);
  const readBytes = (rect: Rect): Promise<Samples> => {
    checkInside(rect, format);
    return readRows(handle, format, rect);
  };
  return {
    format,
    readBytes,
    readRegion: async (rect) =>
      toPlanar(await readBytes(rect), format.sample, rect.width, rect.height, format.bands),
    close: () => handle.close(),
  };
}

/** The metadata of `<base>.v`. */
export async function readMetadata(base: string): Promise<Metadata> {
  const { handle, format, density } = await openHandle(base);
  try {
    const start = headerBytes + pixelBytes(format);
    const footer = Buffer.alloc(Math.max(0, (await handle.stat()).size - start));
    await readFully(handle, footer, start);
    return { ...decodeFooter(footer.toString('latin1')), density };
  } finally {
    await handle.close();
  }
}

/** Removes `<base>.v` and its levels; those that are not there are no error. */
export async function removePixelFile(base: string, levels: number): Promise<void> {
  for (let level = 0; level < levels; level++) await rm(`${levelBase(base, level)}.v`, { force: true });
}

/** Starts the session image `<base>.v`; unwritten pixels are 0. */
export async function createPixelFile(
  base: string,
  format: PixelFormat,
  metadata: Metadata = {},
  { levels: reduce = true }: { readonly levels?: boolean } = {},
): Promise<PixelFileWriter> {
  const handle = await open(`${base}.v`, 'w+');
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await handle.close();
    closed = true;
  };
  const abandon = async (): Promise<void> => {
    await close();
    await removePixelFile(base, levelCount(format.width, format.height));
  };
  try {
    await handle.truncate(headerBytes + pixelBytes(format));
    await writeFully(handle, encodeHeader(format, metadata.density), 0);
  } catch (error) {
    await abandon();
    throw error;
  }
  const stride = rowBytes(format);
  const pixel = format.bands * bytesPerSample[format.sample];

  const writeBytes = async (rect: Rect, data: Samples): Promise<void> => {
    checkInside(rect, format);
    const bytes = bytesOf(data);
    const wanted = rect.width * pixel;
    if (bytes.length !== wanted * rect.height) throw new RangeError('the samples do not fill the region');
    const start = headerBytes + rect.y * stride + rect.x * pixel;
    if (wanted === stride) return writeFully(handle, bytes, start);
    for (let row = 0; row < rect.height; row++) {
      await writeFully(handle, bytes.subarray(row * wanted, (row + 1) * wanted), start + row * stride);
    }
  };

  return {
    format,
    writeBytes,
    writeRegion: (x, y, image) => {
      if (image.channels !== format.bands) throw new RangeError('the image has another number of bands');
      const rect = { x, y, width: image.width, height: image.height };
      return writeBytes(rect, toInterleaved(image, format.sample));
    },
    finish: async () => {
      await writeFully(handle, encodeFooter(metadata), headerBytes + pixelBytes(format));
      await close();
      return { levels: reduce ? await buildLevels(base) : 1 };
    },
    abandon,
  };
}

/** Builds the reduced levels of `<base>.v`, band by band; returns how many there are, itself included. */
export async function buildLevels(base: string): Promise<number> {
  const first = await openPixelFile(base);
  await first.close();
  const levels = levelCount(first.format.width, first.format.height);
  for (let level = 1; level < levels; level++)
    await buildLevel(levelBase(base, level - 1), levelBase(base, level));
  return levels;
}

async function buildLevel(from: string, to: string): Promise<void> {
  const source = await openPixelFile(from);
  try {
    const { width, height } = source.format;
    const format = halved(source.format);
    const target = await open(`${to}.v`, 'w');
    try {
      await writeFully(target, encodeHeader(format), 0);
      const rows = rowsPerPass(source.format);
      for (let y = 0; y < height; y += rows) {
        const band = await source.readBytes({ x: 0, y, width, height: Math.min(rows, height - y) });
        const reduced = reduceRows(band, width, Math.min(rows, height - y), source.format);
        await writeFully(target, bytesOf(reduced), headerBytes + (y / 2) * rowBytes(format));
      }
      await writeFully(target, encodeFooter({}), headerBytes + pixelBytes(format));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
