/**
 * TIFF (TIFF 6.0) in strips: 8 and 16 bit with horizontal differencing and Deflate, 32-bit floating point
 * bare, since Deflate gains next to nothing on it; with ICC, XMP, IPTC, EXIF and GPS. Written as the rows
 * come.
 */
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { UserFacingError } from '../../compute/errors.ts';
import type { Metadata, PixelFormat } from '../session/format.ts';
import { writeFully } from '../session/pixelFile.ts';
import { bytesOf, bytesPerSample, colourChannels, rowBytes, type Samples } from '../session/vipsFile.ts';
import {
  directoryBytes,
  encodeDirectory,
  fieldTypes,
  blob,
  longs,
  rational,
  shorts,
  type Field,
} from './metadata/ifd.ts';
import { encodeSubDirectories, exifParts } from './metadata/exif.ts';
import { iptcRecords } from './metadata/iptc.ts';
import type { RowSource } from './moves.ts';

const compress = promisify(deflate);
/** Uncompressed bytes of a strip. */
const stripBytes = 2 ** 19;
/** Offsets have 32 bits; room is left for the directories. */
const mostBytes = 2 ** 32 - 2 ** 26;
const inches = 2;
const unassociatedAlpha = 2;
const uncompressed = 1;
const deflated = 8;

/** Replaces each sample but a row's first by its difference from its left neighbour, in place. */
function differences(samples: Samples, width: number, bands: number): void {
  const row = width * bands;
  for (let start = 0; start < samples.length; start += row) {
    for (let i = start + row - 1; i >= start + bands; i--) {
      samples[i] = (samples[i] ?? 0) - (samples[i - bands] ?? 0);
    }
  }
}

/** @returns the bytes of the file */
export async function writeTiff(target: string, source: RowSource, metadata: Metadata): Promise<number> {
  const { format } = source;
  const float = format.sample === 'float32';
  const rowsPerStrip = Math.min(format.height, Math.max(1, Math.floor(stripBytes / rowBytes(format))));
  const handle = await open(target, 'w');
  try {
    let position = 8;
    const offsets: number[] = [];
    const counts: number[] = [];
    const put = async (bytes: Uint8Array): Promise<number> => {
      const at = position;
      if (at + bytes.length > mostBytes) {
        throw new UserFacingError(
          'a TIFF file holds at most 4 GB',
          'export with 16 bits, or crop the picture',
        );
      }
      await writeFully(handle, bytes, at);
      // Offsets are even.
      position += bytes.length + (bytes.length % 2);
      return at;
    };
    for await (const strips of stripsOf(source, rowsPerStrip)) {
      const ready = float ? strips : await Promise.all(strips.map((raw) => compress(raw)));
      for (const strip of ready) {
        offsets.push(await put(strip));
        counts.push(strip.length);
      }
    }
    const fields = describe(format, rowsPerStrip, offsets, counts, metadata);
    const directory = await put(withExif(fields, metadata, position));
    const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
    header.writeUInt32LE(directory, 4);
    await writeFully(handle, header, 0);
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** Cuts bands into strips of whole rows, a strip reaching over two bands where it must. */
async function* stripsOf(source: RowSource, rowsPerStrip: number): AsyncGenerator<Uint8Array[]> {
  const { format } = source;
  const strip = rowsPerStrip * rowBytes(format);
  let rest: Uint8Array = new Uint8Array(0);
  for await (const band of source.bands()) {
    const samples = band.samples.slice();
    if (format.sample !== 'float32') differences(samples, format.width, format.bands);
    const bytes = rest.length === 0 ? bytesOf(samples) : Buffer.concat([rest, bytesOf(samples)]);
    const whole = Math.floor(bytes.length / strip);
    yield Array.from({ length: whole }, (_, index) => bytes.subarray(index * strip, (index + 1) * strip));
    rest = bytes.slice(whole * strip);
  }
  if (rest.length > 0) yield [rest];
}

function describe(
  format: PixelFormat,
  rowsPerStrip: number,
  offsets: number[],
  counts: number[],
  { icc, xmp, iptc, density = 72 }: Metadata,
): Field[] {
  const { width, height, bands, alpha, sample } = format;
  const each = (value: number): number[] => Array.from({ length: bands }, () => value);
  const float = sample === 'float32';
  const records = iptc === undefined ? null : iptcRecords(iptc);
  return [
    longs(254, [0]),
    longs(256, [width]),
    longs(257, [height]),
    shorts(258, each(bytesPerSample[sample] * 8)),
    shorts(259, [float ? uncompressed : deflated]),
    shorts(262, [colourChannels(format) === 3 ? 2 : 1]),
    longs(273, offsets),
    shorts(277, [bands]),
    longs(278, [rowsPerStrip]),
    longs(279, counts),
    rational(282, density),
    rational(283, density),
    shorts(284, [1]),
    shorts(296, [inches]),
    shorts(317, [float ? 1 : 2]),
    ...(alpha ? [shorts(338, [unassociatedAlpha])] : []),
    shorts(339, each(float ? 3 : 1)),
    ...(xmp === undefined ? [] : [blob(700, fieldTypes.byte, xmp)]),
    ...(records === null ? [] : [blob(33723, fieldTypes.undefined, records)]),
    ...(icc === undefined ? [] : [blob(34675, fieldTypes.undefined, icc)]),
  ];
}

/** The directory with EXIF's fields in it and EXIF's own directories behind it, to lie at `at`. */
function withExif(fields: readonly Field[], { exif }: Metadata, at: number): Uint8Array {
  const parts = exif === undefined ? null : exifParts(exif);
  if (parts === null) return encodeDirectory(fields, at);
  const main = [...fields, ...parts.main];
  const links = encodeSubDirectories(parts, 0).pointers;
  const subs = encodeSubDirectories(parts, at + directoryBytes([...main, ...links]));
  return Buffer.concat([encodeDirectory([...main, ...subs.pointers], at), subs.bytes]);
}
