/** What is known of a picture file before its pixels are decoded. */
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { UserFacingError } from '../../compute/errors.ts';
import { describeDecodeError } from './decodeErrors.ts';
import { sharp } from './sharp.ts';
import { sniff, sniffBytes, type FileFormat } from './sniff.ts';

const headerSchema = z.object({
  /** Upright, after the EXIF orientation. */
  autoOrient: z.object({ width: z.int().positive(), height: z.int().positive() }),
  space: z.string(),
  channels: z.int().positive(),
  depth: z.string(),
  hasAlpha: z.boolean().default(false),
  pages: z.int().positive().default(1),
  density: z.number().positive().optional(),
  bitsPerSample: z.int().optional(),
  compression: z.string().optional(),
  icc: z.instanceof(Uint8Array).optional(),
  exif: z.instanceof(Uint8Array).optional(),
  xmp: z.instanceof(Uint8Array).optional(),
});

export type Header = z.infer<typeof headerSchema>;

export interface Inspected {
  readonly format: FileFormat;
  readonly bytes: number;
  readonly notices: readonly string[];
}

/**
 * Looks at a file's kind and size.
 * @throws UserFacingError where it is missing, unreadable, empty, a folder or no picture
 */
export async function inspectFile(path: string, name: string): Promise<Inspected> {
  const handle = await open(path, 'r');
  try {
    const stat = await handle.stat();
    if (stat.isDirectory()) throw new UserFacingError('this is a folder', 'open the pictures in it', name);
    if (!stat.isFile()) throw new UserFacingError('this is no ordinary file', 'open a picture file', name);
    const head = Buffer.alloc(Math.min(sniffBytes, stat.size));
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return { bytes: stat.size, ...sniff(head.subarray(0, bytesRead), name) };
  } finally {
    await handle.close();
  }
}

/**
 * Reads the picture's header.
 * @throws UserFacingError where it is broken
 */
export async function readHeader(path: string, name: string, format: FileFormat): Promise<Header> {
  try {
    const metadata = await sharp(path, { limitInputPixels: false, failOn: 'error' }).metadata();
    return headerSchema.parse(metadata);
  } catch (error) {
    throw describeDecodeError(error, name, format);
  }
}

/** @throws UserFacingError where a picture declares more pixels than the settings allow */
export function checkPixels(width: number, height: number, maxMegapixels: number, name: string): void {
  const megapixels = (width * height) / 1e6;
  if (megapixels <= maxMegapixels) return;
  const declared = megapixels.toLocaleString('en', { maximumFractionDigits: megapixels < 10 ? 2 : 0 });
  throw new UserFacingError(
    `it declares ${width} × ${height} = ${declared} megapixels, more than the limit of ${maxMegapixels}`,
    'if you trust the file, raise "Largest image" (maxMegapixels) in the settings',
    name,
  );
}
