/** Samples as the display wants them: 8-bit RGBA in sRGB, straight alpha. */
import { sharp } from '../../codec/sharp.ts';
import type { PixelFormat } from '../../session/format.ts';
import { fullScale, type Samples } from '../../session/vipsFile.ts';
import {
  blob,
  directoryBytes,
  encodeDirectory,
  fieldTypes,
  longs,
  shorts,
  type Field,
} from '../../codec/metadata/ifd.ts';

/** The alpha byte of a 32-bit word. */
const opaque = 0xff000000;

/** Interleaved samples to RGBA bytes; grey is repeated, floats are clamped. */
export function toRgba(samples: Samples, { bands, alpha, sample }: PixelFormat): Uint8ClampedArray {
  const count = samples.length / bands;
  if (samples instanceof Uint8Array && bands === 3) return opaqueToRgba(samples);
  const out = new Uint8ClampedArray(count * 4);
  const scale = 255 / fullScale[sample];
  const colours = alpha ? bands - 1 : bands;
  const green = colours === 1 ? 0 : 1;
  const blue = colours === 1 ? 0 : 2;
  // A Uint8ClampedArray rounds and clamps by itself.
  for (let from = 0, to = 0; to < out.length; from += bands, to += 4) {
    out[to] = (samples[from] ?? 0) * scale;
    out[to + 1] = (samples[from + green] ?? 0) * scale;
    out[to + 2] = (samples[from + blue] ?? 0) * scale;
    out[to + 3] = alpha ? (samples[from + colours] ?? 0) * scale : 255;
  }
  return out;
}

/**
 * The commonest case, four pixels at a time: three 32-bit loads, four stores. In memory the lowest byte
 * comes first: R₀G₀B₀R₁ G₁B₁R₂G₂ B₂R₃G₃B₃.
 */
function opaqueToRgba(samples: Uint8Array): Uint8ClampedArray {
  const count = samples.length / 3;
  const words = new Uint32Array(count);
  const fours = samples.byteOffset % 4 === 0 ? count >> 2 : 0;
  const from = new Uint32Array(samples.buffer, fours === 0 ? 0 : samples.byteOffset, 3 * fours);
  for (let four = 0, at = 0, to = 0; four < fours; four++, at += 3, to += 4) {
    const a = from[at] ?? 0;
    const b = from[at + 1] ?? 0;
    const c = from[at + 2] ?? 0;
    words[to] = a | opaque;
    words[to + 1] = (a >>> 24) | (b << 8) | opaque;
    words[to + 2] = (b >>> 16) | (c << 16) | opaque;
    words[to + 3] = (c >>> 8) | opaque;
  }
  for (let to = 4 * fours; to < count; to++) {
    const at = 3 * to;
    words[to] = (samples[at] ?? 0) | ((samples[at + 1] ?? 0) << 8) | ((samples[at + 2] ?? 0) << 16) | opaque;
  }
  return new Uint8ClampedArray(words.buffer);
}

/**
 * Colours alone, at 8 bits or, for finer samples, at 16, so that the conversion loses nothing that can be
 * seen. Grey always has 8: sharp does not convert 16-bit grey.
 */
function coloursAlone(samples: Samples, { bands, alpha, sample }: PixelFormat): Uint8Array | Uint16Array {
  const colours = alpha ? bands - 1 : bands;
  const count = (samples.length / bands) * colours;
  const fine = sample !== 'uint8' && colours === 3;
  const out = fine ? new Uint16Array(count) : new Uint8Array(count);
  const full = fine ? 65535 : 255;
  const scale = full / fullScale[sample];
  for (let from = 0, to = 0; to < count; from += bands) {
    for (let band = 0; band < colours; band++, to++) {
      out[to] = Math.min(Math.max((samples[from + band] ?? 0) * scale + 0.5, 0), full);
    }
  }
  return out;
}

/** An uncompressed TIFF with a profile: the smallest thing that carries one to lcms. */
function carrier(samples: Uint8Array | Uint16Array, width: number, height: number, icc: Uint8Array): Buffer {
  const bands = samples.length / (width * height);
  const fields = (pixelsAt: number): Field[] => [
    longs(256, [width]),
    longs(257, [height]),
    shorts(
      258,
      Array.from({ length: bands }, () => samples.BYTES_PER_ELEMENT * 8),
    ),
    shorts(259, [1]),
    shorts(262, [bands === 3 ? 2 : 1]),
    longs(273, [pixelsAt]),
    shorts(277, [bands]),
    longs(278, [height]),
    longs(279, [samples.byteLength]),
    blob(34675, fieldTypes.undefined, icc),
  ];
  const pixelsAt = 8 + directoryBytes(fields(0));
  return Buffer.concat([
    Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]),
    encodeDirectory(fields(pixelsAt), 8),
    Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength),
  ]);
}

/**
 * Converts samples to sRGB for the display.
 * @param icc the profile they are in; null where they are in sRGB already
 */
export async function forDisplay(
  samples: Samples,
  format: PixelFormat,
  width: number,
  height: number,
  icc: Uint8Array | null,
): Promise<Uint8ClampedArray> {
  const rgba = toRgba(samples, format);
  if (icc === null) return rgba;
  const file = carrier(coloursAlone(samples, format), width, height, icc);
  const opened = sharp(file, { limitInputPixels: false });
  // Asked for sRGB alone, sharp leaves 16-bit colours in Display P3; asked for the profile, it converts.
  const converted =
    format.sample === 'uint8' || format.bands < 3
      ? opened.toColourspace('srgb')
      : opened.withIccProfile('srgb');
  const { data, info } = await converted.raw().toBuffer({ resolveWithObject: true });
  for (let from = 0, to = 0; to < rgba.length; from += info.channels, to += 4) {
    rgba[to] = data[from] ?? 0;
    rgba[to + 1] = data[from + (info.channels > 2 ? 1 : 0)] ?? 0;
    rgba[to + 2] = data[from + (info.channels > 2 ? 2 : 0)] ?? 0;
  }
  return rgba;
}
