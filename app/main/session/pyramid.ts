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
  const row = width * bands;
  const outRow = Math.ceil(width / 2) * bands;
  const out = createSamples(sample, outRow * Math.ceil(height / 2));
  const words = source instanceof Uint8Array && bands === 3 && width % 4 === 0 && source.byteOffset % 4 === 0;
  const average = format.alpha ? averageWithAlpha : words ? averageRgbBytes : averageOpaque;
  for (let y = 0, to = 0; y < height; y += 2, to += outRow) {
    average({ source, top: y * row, down: y + 1 < height ? row : 0, width, bands, out, to });
  }
  return out;
}

interface RowPair {
  readonly source: Samples;
  /** Index of the upper row's first sample. */
  readonly top: number;
  /** From a sample to the one below it; 0 in a last row that stands alone. */
  readonly down: number;
  readonly width: number;
  readonly bands: number;
  readonly out: Samples;
  readonly to: number;
}

/** Bytes 0 and 2 of a 32-bit word, as two 16-bit numbers that can be added without spilling over. */
const evenBytes = 0x00ff00ff;

/**
 * The commonest case, which every sample of an opened photograph passes through: four pixels at a time,
 * R₀G₀B₀R₁ G₁B₁R₂G₂ B₂R₃G₃B₃ (lowest byte first) above as many below.
 */
function averageRgbBytes({ source, top, down, width, out, to }: RowPair): void {
  const words = new Uint32Array(source.buffer, source.byteOffset, source.byteLength >> 2);
  const end = to + 3 * (width >> 1);
  for (let o = to, i = top >> 2, j = (top + down) >> 2; o < end; o += 6, i += 3, j += 3) {
    const a0 = words[i] ?? 0;
    const a1 = words[i + 1] ?? 0;
    const a2 = words[i + 2] ?? 0;
    const b0 = words[j] ?? 0;
    const b1 = words[j + 1] ?? 0;
    const b2 = words[j + 2] ?? 0;
    const even0 = (a0 & evenBytes) + (b0 & evenBytes);
    const even1 = (a1 & evenBytes) + (b1 & evenBytes);
    const even2 = (a2 & evenBytes) + (b2 & evenBytes);
    const odd0 = ((a0 >>> 8) & evenBytes) + ((b0 >>> 8) & evenBytes);
    const odd1 = ((a1 >>> 8) & evenBytes) + ((b1 >>> 8) & evenBytes);
    const odd2 = ((a2 >>> 8) & evenBytes) + ((b2 >>> 8) & evenBytes);
    out[o] = ((even0 & 0xffff) + (odd0 >>> 16) + 2) >> 2;
    out[o + 1] = ((odd0 & 0xffff) + (even1 & 0xffff) + 2) >> 2;
    out[o + 2] = ((even0 >>> 16) + (odd1 & 0xffff) + 2) >> 2;
    out[o + 3] = ((even1 >>> 16) + (odd2 & 0xffff) + 2) >> 2;
    out[o + 4] = ((odd1 >>> 16) + (even2 >>> 16) + 2) >> 2;
    out[o + 5] = ((even2 & 0xffff) + (odd2 >>> 16) + 2) >> 2;
  }
}

function averageOpaque({ source, top, down, width, bands, out, to }: RowPair): void {
  const half = source instanceof Float32Array ? 0 : 0.5;
  for (let band = 0; band < bands; band++) {
    let o = to + band;
    let a = top + band;
    for (let x = 0; x < width; x += 2, o += bands, a += 2 * bands) {
      const right = x + 1 < width ? a + bands : a;
      const sum =
        (source[a] ?? 0) + (source[right] ?? 0) + (source[a + down] ?? 0) + (source[right + down] ?? 0);
      out[o] = sum / 4 + half;
    }
  }
}

function averageWithAlpha({ source, top, down, width, bands, out, to }: RowPair): void {
  const half = source instanceof Float32Array ? 0 : 0.5;
  const colours = bands - 1;
  for (let x = 0, a = top, o = to; x < width; x += 2, a += 2 * bands, o += bands) {
    const right = x + 1 < width ? bands : 0;
    const wa = source[a + colours] ?? 0;
    const wb = source[a + right + colours] ?? 0;
    const wc = source[a + down + colours] ?? 0;
    const wd = source[a + down + right + colours] ?? 0;
    const sum = wa + wb + wc + wd;
    out[o + colours] = sum / 4 + half;
    for (let band = 0; band < colours; band++) {
      const i = a + band;
      const sa = source[i] ?? 0;
      const sb = source[i + right] ?? 0;
      const sc = source[i + down] ?? 0;
      const sd = source[i + down + right] ?? 0;
      out[o + band] =
        (sum > 0 ? (sa * wa + sb * wb + sc * wc + sd * wd) / sum : (sa + sb + sc + sd) / 4) + half;
    }
  }
}
