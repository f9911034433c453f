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

/** Interleaved samples to RGBA bytes; grey is repeated, floats are clamped. */
export function toRgba(samples: Samples, { bands, alpha, sample }: PixelFormat): Uint8ClampedArray {
  const count = samples.length / bands;
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

/** Colours alone, 16 bits, so that the conversion loses nothing that 8 bits could show. */
function colours16(samples: Samples, { bands, alpha, sample }: PixelFormat): Uint16Array {
  const colours = alpha ? bands - 1 : bands;
  const out = new Uint16Array((samples.length / bands) * colours);
  const scale = 65535 / fullScale[sample];
  for (let from = 0, to = 0; to < out.length; from += bands) {
    for (let band = 0; band < colours; band++, to++) {
      out[to] = Math.min(Math.max((samples[from + band] ?? 0) * scale + 0.5, 0), 65535);
    }
  }
  return out;
}

/** An uncompressed 16-bit TIFF with a profile: the smallest thing that carries one to lcms. */
function carrier(samples: Uint16Array, width: number, height: number, icc: Uint8Array): Buffer {
  const bands = samples.length / (width * height);
  const fields = (pixelsAt: number): Field[] => [
    longs(256, [width]),
    longs(257, [height]),
    shorts(
      258,
      Array.from({ length: bands }, () => 16),
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
  const file = carrier(colours16(samples, format), width, height, icc);
  const { data, info } = await sharp(file, { limitInputPixels: false })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let from = 0, to = 0; to < rgba.length; from += info.channels, to += 4) {
    rgba[to] = data[from] ?? 0;
    rgba[to + 1] = data[from + (info.channels > 2 ? 1 : 0)] ?? 0;
    rgba[to + 2] = data[from + (info.channels > 2 ? 2 : 0)] ?? 0;
  }
  return rgba;
}
