/** Pictures and JSON files as matrices of non-negative numbers, for point spread functions. */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { UserFacingError } from '../../compute/errors.ts';
import { describeFileError } from '../session/fileErrors.ts';
import { openPixelFile, removePixelFile } from '../session/pixelFile.ts';
import { decodeImage } from './decode.ts';
import { luminance } from './luminance.ts';

export interface Matrix {
  readonly width: number;
  readonly height: number;
  /** Row by row from the top. */
  readonly data: number[];
}

const mostMegapixels = 4;
const mostJsonBytes = 64 * 2 ** 20;

const value = z.number().nonnegative();
const rows = z
  .array(z.array(value).min(1))
  .min(1)
  .refine((all) => all.every((row) => row.length === all[0]?.length));
const flat = z
  .object({ width: z.int().positive(), height: z.int().positive(), data: z.array(value) })
  .refine(({ width, height, data }) => data.length === width * height);

/** @throws UserFacingError where the file is neither a picture nor such a matrix */
export async function readMatrixFile({ path, name }: { path: string; name: string }): Promise<Matrix> {
  if (extname(name).toLowerCase() === '.json') return readJson(path, name);
  const target = join(tmpdir(), `pentimento-matrix-${randomBytes(6).toString('hex')}`);
  const { format, levels } = await decodeImage({ path, name, target, maxMegapixels: mostMegapixels });
  try {
    const file = await openPixelFile(target);
    try {
      const { width, height } = format;
      const image = await file.readRegion({ x: 0, y: 0, width, height });
      return { width, height, data: Array.from(luminance(image), (number) => Math.max(0, number)) };
    } finally {
      await file.close();
    }
  } finally {
    await removePixelFile(target, levels);
  }
}

async function readJson(path: string, name: string): Promise<Matrix> {
  const wrong = (problem: string): UserFacingError =>
    new UserFacingError(
      problem,
      'write it as [[…], […]] with rows of equal length and no negative numbers',
      name,
    );
  let content: unknown;
  try {
    if ((await stat(path)).size > mostJsonBytes) throw wrong('the matrix is too large');
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw describeFileError(error, name) ?? wrong('this is no valid JSON');
  }
  const nested = rows.safeParse(content);
  if (nested.success) {
    return { width: nested.data[0]?.length ?? 0, height: nested.data.length, data: nested.data.flat() };
  }
  const object = flat.safeParse(content);
  if (!object.success) throw wrong('this is no matrix of non-negative numbers');
  return { width: object.data.width, height: object.data.height, data: object.data.data };
}
