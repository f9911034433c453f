import type { Image } from '../../compute/image.ts';
import { UserFacingError } from '../../compute/errors.ts';
import { psnr } from '../../compute/metrics/psnr.ts';
import { ssim } from '../../compute/metrics/ssim.ts';
import type { Rect, Score } from '../../contract/index.ts';
import { openPixelFile } from '../session/pixelFile.ts';

/** A part of a session image, without `.v`. */
export interface Piece {
  readonly source: string;
  readonly rect: Rect;
}

/** How near two parts of one size and as many colours are: all colours together, alpha left out. */
export async function score(a: Piece, b: Piece): Promise<Score> {
  const [one, other] = [await colours(a), await colours(b)];
  const decibels = psnr(one, other);
  return { psnr: Number.isFinite(decibels) ? decibels : null, ssim: similarity(one, other) };
}

async function colours({ source, rect }: Piece): Promise<Image> {
  const file = await openPixelFile(source);
  try {
    const { bands, alpha } = file.format;
    const channels = alpha ? bands - 1 : bands;
    const { width, height, data } = await file.readRegion(rect);
    return { width, height, channels, data: data.subarray(0, width * height * channels) };
  } finally {
    await file.close();
  }
}

function similarity(a: Image, b: Image): number | null {
  try {
    return ssim(a, b);
  } catch (error) {
    if (error instanceof UserFacingError) return null;
    throw error;
  }
}
