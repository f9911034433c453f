import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { UserFacingError } from '../../compute/errors.ts';
import type { Metadata, PixelFormat } from '../session/format.ts';
import { createPixelFile } from '../session/pixelFile.ts';
import type { DecodeInput, Written } from './decode.ts';
import { checkPixels, type Header } from './inspect.ts';

const picture = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  decode: z.custom<() => Promise<{ data: Uint8ClampedArray }>>((value) => typeof value === 'function'),
});
const decoded = z.custom<unknown[] & { dispose(): void }>(
  (value) => Array.isArray(value) && value.length > 0 && 'dispose' in value,
);
const decoderSchema = z.object({
  all: z.custom<(input: { buffer: Uint8Array }) => Promise<unknown>>((value) => typeof value === 'function'),
});

/** HEIC is decoded by libheif in WebAssembly, loaded with the first such file. */
async function decodeAll(buffer: Uint8Array): Promise<z.infer<typeof decoded>> {
  const decoder = decoderSchema.parse(createRequire(import.meta.url)('heic-decode'));
  return decoded.parse(await decoder.all({ buffer }));
}

/** Writes the first picture of a HEIC file; libheif turns it upright itself. */
export async function decodeHeic(
  { path, name, target, maxMegapixels }: DecodeInput,
  header: Header,
): Promise<Written> {
  const all = await decodeAll(await readFile(path));
  try {
    const first = picture.parse(all[0]);
    const { width, height } = first;
    checkPixels(width, height, maxMegapixels, name);
    const { data } = await first.decode();
    if (data.length !== width * height * 4)
      throw new UserFacingError('its pixels are not whole', 'copy it again', name);
    const samples = new Uint8Array(data.buffer, data.byteOffset, data.length);
    const alpha = header.hasAlpha && samples.some((value, index) => index % 4 === 3 && value !== 255);
    const format: PixelFormat = { width, height, bands: alpha ? 4 : 3, alpha, sample: 'uint8' };
    const writer = await createPixelFile(target, format);
    await writer.writeBytes({ x: 0, y: 0, width, height }, alpha ? samples : withoutAlpha(samples));
    await writer.finish();
    const { icc, exif, xmp, density } = header;
    const metadata: Metadata = {
      ...(icc === undefined ? {} : { icc }),
      ...(exif === undefined ? {} : { exif }),
      ...(xmp === undefined ? {} : { xmp }),
      ...(density === undefined ? {} : { density }),
    };
    return { format, metadata };
  } finally {
    all.dispose();
  }
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
}
