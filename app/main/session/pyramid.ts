import type { PixelFormat } from './format.ts';
import { createSamples, type Samples } from './vipsFile.ts';

/** The last reduced level fits into a square of this side. */
const smallestLevel = 512;

/** `<base>` for the image itself, `<base>.n` for its level n. */
export const levelBase = (base: string, level: number): string => (level === 0 ? base : `${base}.${level}`);

/** How many levels an image has, itself included. */
export function levelCount(width: number, height: number): number {
  let levels = 1;
  for (let side = Math.max(width, height); side > smallestLevel; side = Math.ceil(side / 2)) levels++;
  return levels;
}

/** The format of the next smaller level: half the size, rounded up. */
export const halved = (format: PixelFormat): PixelFormat => ({
  ...format,
  width: Math.ceil(format.width / 2),
  height: Math.ceil(format.height / 2),
});

/**
 * Averages 2×2 boxes of interleaved rows; boxes that hang over the right or lower edge average what is
 * there. Colour is weighted by alpha, so that hidden colours do not bleed out.
 */
export function reduceRows(source: Samples, width: number, height: number, format: PixelFormat): Samples {
  const { bands, sample } = format;
  const outWidth = Math.ceil(width / 2);
  const outHeight = Math.ceil(height / 2);
  const out = createSamples(sample, outWidth * outHeight * bands);
  const half = sample === 'float32' ? 0 : 0.5;
  const colours = format.alpha ? bands - 1 : bands;
  for (let y = 0; y < outHeight; y++) {
    const down = 2 * y + 1 < height ? width * bands : 0;
    for (let x = 0; x < outWidth; x++) {
      const right = 2 * x + 1 < width ? bands : 0;
      const a = (2 * y * width + 2 * x) * bands;
      const to = (y * outWidth + x) * bands;
      if (format.alpha) {
        const wa = source[a + colours] ?? 0;
        const wb = source[a + right + colours] ?? 0;
        const wc = source[a + down + colours] ?? 0;
        const wd = source[a + down + right + colours] ?? 0;
        const sum = wa + wb + wc + wd;
        out[to + colours] = sum / 4 + half;
        if (sum > 0) {
          for (let i = a, o = to; i < a + colours; i++, o++) {
            const total =
              (source[i] ?? 0) * wa +
              (source[i + right] ?? 0) * wb +
              (source[i + down] ?? 0) * wc +
              (source[i + down + right] ?? 0) * wd;
            out[o] = total / sum + half;
          }
          continue;
        }
      }
      for (let i = a, o = to; i < a + colours; i++, o++) {
        const total =
          (source[i] ?? 0) +
          (source[i + right] ?? 0) +
          (source[i + down] ?? 0) +
          (source[i + down + right] ?? 0);
        out[o] = total / 4 + half;
      }
    }
  }
  return out;
}
