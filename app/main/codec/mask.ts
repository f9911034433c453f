/** Pictures as masks: white, or where transparency varies opaque, is what is to be filled. */
import { plane, type Image } from '../../compute/image.ts';
import { UserFacingError } from '../../compute/errors.ts';
import {
  createPixelFile,
  openPixelFile,
  removePixelFile,
  rowsPerBand,
  type PixelFile,
} from '../session/pixelFile.ts';
import type { PixelFormat } from '../session/format.ts';
import { decodeImage } from './decode.ts';
import { describeDecodeError } from './decodeErrors.ts';
import { inspectFile, readHeader } from './inspect.ts';
import { luminance } from './luminance.ts';

export interface MaskInput {
  readonly path: string;
  readonly name: string;
  readonly target: string;
  /** Size of the photo. */
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a mask into an 8-bit image of one band, 255 to be filled.
 * @throws UserFacingError where it has another size than the photo or cannot be read
 */
export async function decodeMaskImage(input: MaskInput): Promise<{ format: PixelFormat; levels: number }> {
  const { path, name, target, width, height } = input;
  await checkSize(input);
  const picture = `${target}.picture`;
  const decoded = await decodeImage({ path, name, target: picture, maxMegapixels: (width * height) / 1e6 });
  const file = await openPixelFile(picture);
  try {
    const format: PixelFormat = { width, height, bands: 1, alpha: false, sample: 'uint8' };
    const coverage = (await alphaVaries(file))
      ? (band: Image): Float32Array => plane(band, band.channels - 1)
      : luminance;
    const writer = await createPixelFile(target, format);
    try {
      for await (const { y, band } of bands(file)) {
        await writer.writeRegion(0, y, { ...band, channels: 1, data: coverage(band) });
      }
      return { format, ...(await writer.finish()) };
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await file.close();
    await removePixelFile(picture, decoded.levels);
  }
}

async function checkSize({ path, name, width, height }: MaskInput): Promise<void> {
  try {
    const { format } = await inspectFile(path, name);
    const { autoOrient } = await readHeader(path, name, format);
    if (autoOrient.width === width && autoOrient.height === height) return;
    throw new UserFacingError(
      `the mask is ${autoOrient.width}×${autoOrient.height} but the photo is ${width}×${height}`,
      'use a mask of the same size as the photo',
      name,
    );
  } catch (error) {
    throw describeDecodeError(error, name, 'png');
  }
}

async function* bands(file: PixelFile): AsyncGenerator<{ y: number; band: Image }> {
  const { width, height } = file.format;
  const rows = rowsPerBand(file.format);
  for (let y = 0; y < height; y += rows) {
    yield { y, band: await file.readRegion({ x: 0, y, width, height: Math.min(rows, height - y) }) };
  }
}

/** A constant alpha says nothing of what is to be filled. */
async function alphaVaries(file: PixelFile): Promise<boolean> {
  if (!file.format.alpha) return false;
  let first: number | undefined;
  for await (const { band } of bands(file)) {
    const alpha = plane(band, band.channels - 1);
    first ??= alpha[0];
    if (alpha.some((value) => value !== first)) return true;
  }
  return false;
}
