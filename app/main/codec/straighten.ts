/** Turning by a free angle: bicubic (Keys 1981, a = −1/2), tile by tile. */
import type { Geometry, Rect } from '../../contract/index.ts';
import type { PixelFormat } from '../session/format.ts';
import { createPixelFile, type PixelFile } from '../session/pixelFile.ts';
import { createSamples, fullScale, type Samples } from '../session/vipsFile.ts';
import { cropOf } from './moves.ts';

const tile = 512;

/** x_image = a x_frame + c y_frame + e, y_image = b x_frame + d y_frame + f. */
type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** From the straightened frame back to the image: the contract's order of moves, undone. */
function frameToImage(
  { width, height }: PixelFormat,
  { mirror, quarterTurns, straighten }: Geometry,
): Affine {
  const turned = quarterTurns % 2 === 1;
  const centreX = (turned ? height : width) / 2;
  const centreY = (turned ? width : height) / 2;
  const angle = (straighten * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // Undo the turn about the centre: (u, v) in the turned frame.
  const u = [cos, sin, centreX - cos * centreX - sin * centreY] as const;
  const v = [-sin, cos, centreY + sin * centreX - cos * centreY] as const;
  const negative = (
    row: readonly [number, number, number],
    size: number,
  ): readonly [number, number, number] => [-row[0], -row[1], size - row[2]];
  const unturned = [
    [u, v],
    [v, negative(u, height)],
    [negative(u, width), negative(v, height)],
    [negative(v, width), u],
  ] as const;
  const [x, y] = unturned[quarterTurns];
  const [a, c, e] = mirror ? negative(x, width) : x;
  const [b, d, f] = y;
  return [a, b, c, d, e, f];
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The image's pixels that a rectangle of the frame needs; null where it lies outside. */
function neededRect([a, b, c, d, e, f]: Affine, rect: Rect, { width, height }: PixelFormat): Rect | null {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [x, y] of [
    [rect.x, rect.y],
    [rect.x + rect.width, rect.y],
    [rect.x, rect.y + rect.height],
    [rect.x + rect.width, rect.y + rect.height],
  ] as const) {
    xs.push(a * x + c * y + e);
    ys.push(b * x + d * y + f);
  }
  const left = clamp(Math.floor(Math.min(...xs)) - 2, 0, width);
  const right = clamp(Math.ceil(Math.max(...xs)) + 3, 0, width);
  const top = clamp(Math.floor(Math.min(...ys)) - 2, 0, height);
  const bottom = clamp(Math.ceil(Math.max(...ys)) + 3, 0, height);
  if (left >= right || top >= bottom) return null;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * Writes the image turned, straightened and cropped as `<base>.v`. What lies beyond the picture's edge
 * is transparent, or white in pictures without transparency.
 * @returns whether anything did
 */
export async function straighten(
  file: PixelFile,
  geometry: Geometry,
  base: string,
): Promise<{ cornersEmpty: boolean }> {
  const { format } = file;
  const crop = cropOf(format, geometry);
  const map = frameToImage(format, geometry);
  const writer = await createPixelFile(base, { ...format, width: crop.width, height: crop.height });
  let cornersEmpty = false;
  try {
    for (let y = 0; y < crop.height; y += tile) {
      for (let x = 0; x < crop.width; x += tile) {
        const rect = {
          x,
          y,
          width: Math.min(tile, crop.width - x),
          height: Math.min(tile, crop.height - y),
        };
        const inFrame = { ...rect, x: crop.x + x, y: crop.y + y };
        const needed = neededRect(map, inFrame, format);
        const source = needed === null ? null : { rect: needed, samples: await file.readBytes(needed) };
        const out = createSamples(format.sample, rect.width * rect.height * format.bands);
        if (resample(source, map, inFrame, format, out)) cornersEmpty = true;
        await writer.writeBytes(rect, out);
      }
    }
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return { cornersEmpty };
}

/** The four weights of cubic convolution at fraction t of the way from the second value to the third. */
function weights(t: number, out: Float64Array): void {
  out[0] = ((-0.5 * t + 1) * t - 0.5) * t;
  out[1] = (1.5 * t - 2.5) * t * t + 1;
  out[2] = ((-1.5 * t + 2) * t + 0.5) * t;
  out[3] = (0.5 * t - 0.5) * t * t;
}

/** Fills `out`, a rectangle of the frame; returns whether a part of it lies beyond the picture. */
function resample(
  source: { rect: Rect; samples: Samples } | null,
  [a, b, c, d, e, f]: Affine,
  rect: Rect,
  { width, height, bands, alpha, sample }: PixelFormat,
  out: Samples,
): boolean {
  const full = fullScale[sample];
  const half = sample === 'float32' ? 0 : 0.5;
  const colours = alpha ? bands - 1 : bands;
  const wx = new Float64Array(4);
  const wy = new Float64Array(4);
  // Weight and place of the sixteen samples around a point; rows and columns repeat at the edge.
  const weight = new Float64Array(16);
  const place = new Int32Array(16);
  let empty = false;
  let to = 0;
  for (let j = 0; j < rect.height; j++) {
    for (let i = 0; i < rect.width; i++, to += bands) {
      const x = a * (rect.x + i + 0.5) + c * (rect.y + j + 0.5) + e;
      const y = b * (rect.x + i + 0.5) + d * (rect.y + j + 0.5) + f;
      if (source === null || x < 0 || y < 0 || x > width || y > height) {
        empty = true;
        out.fill(alpha ? 0 : full, to, to + bands);
        continue;
      }
      const { samples } = source;
      const left = Math.floor(x - 0.5);
      const top = Math.floor(y - 0.5);
      weights(x - 0.5 - left, wx);
      weights(y - 0.5 - top, wy);
      for (let n = 0; n < 4; n++) {
        const row = (clamp(top - 1 + n, 0, height - 1) - source.rect.y) * source.rect.width - source.rect.x;
        for (let m = 0; m < 4; m++) {
          place[n * 4 + m] = (row + clamp(left - 1 + m, 0, width - 1)) * bands;
          weight[n * 4 + m] = (wy[n] ?? 0) * (wx[m] ?? 0);
        }
      }
      let seen = 1;
      if (alpha) {
        // Colours count as much as they are seen.
        seen = 0;
        for (let k = 0; k < 16; k++) {
          const part = ((weight[k] ?? 0) * (samples[(place[k] ?? 0) + colours] ?? 0)) / full;
          weight[k] = part;
          seen += part;
        }
        out[to + colours] = clamp(seen, 0, 1) * full + half;
      }
      for (let band = 0; band < colours; band++) {
        let sum = 0;
        for (let k = 0; k < 16; k++) sum += (weight[k] ?? 0) * (samples[(place[k] ?? 0) + band] ?? 0);
        const value = seen > 1e-6 ? sum / seen : 0;
        out[to + band] = sample === 'float32' ? value : clamp(value + half, 0, full);
      }
    }
  }
  return empty;
}
