/**
 * EXIF blobs: "Exif\0\0" and a TIFF structure (Exif 2.32). They are edited in place, so that everything
 * that is not changed, makers' notes included, keeps its bytes and its offsets.
 */
import { bufferSource, type ByteSource } from './byteSource.ts';
import {
  directoryBytes,
  encodeDirectory,
  longs,
  readByteOrder,
  readDirectory,
  readField,
  readNumber,
  shorts,
  type Directory,
  type Field,
} from './ifd.ts';

const prefix = Buffer.from('Exif\0\0', 'latin1');

export const tags = {
  imageWidth: 0x100,
  imageHeight: 0x101,
  orientation: 0x112,
  thumbnailAt: 0x201,
  thumbnailBytes: 0x202,
  exif: 0x8769,
  gps: 0x8825,
  interoperability: 0xa005,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
} as const;

/** What of a TIFF's first directory describes the picture rather than how it is stored. */
const descriptive = new Set([
  0x10d, 0x10e, 0x10f, 0x110, 0x131, 0x132, 0x13b, 0x13c, 0x4746, 0x4749, 0x8298, 0x9c9b, 0x9c9c, 0x9c9d,
  0x9c9e, 0x9c9f,
]);

/** The TIFF structure of a blob, with or without the prefix. Not copied. */
export function tiffPart(exif: Uint8Array): Buffer {
  const bytes = Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength);
  return bytes.subarray(0, 6).equals(prefix) ? bytes.subarray(6) : bytes;
}

interface Opened {
  readonly bytes: Buffer;
  readonly source: ByteSource;
  readonly little: boolean;
  readonly main: Directory;
  sub(tag: number, of?: Directory): Directory | null;
}

function openExif(bytes: Buffer): Opened | null {
  const source = bufferSource(bytes);
  const order = readByteOrder(source);
  const main = order === null ? null : readDirectory(source, order.first, order.little);
  if (order === null || main === null) return null;
  const { little } = order;
  const sub = (tag: number, of = main): Directory | null => {
    const at = readNumber(
      source,
      of.entries.find((entry) => entry.tag === tag),
      little,
    );
    return at === null ? null : readDirectory(source, at, little);
  };
  return { bytes, source, little, main, sub };
}

/** Whether a place is recorded. */
export function exifHasGps(exif: Uint8Array): boolean {
  const gps = openExif(tiffPart(exif))?.sub(tags.gps) ?? null;
  // Tag 0 is only the version of the block.
  return gps?.entries.some(({ tag }) => tag !== 0) ?? false;
}

function overwriteNumber(
  { bytes, little }: Opened,
  directory: Directory | null,
  tag: number,
  value: number,
): void {
  const entry = directory?.entries.find((candidate) => candidate.tag === tag);
  if (entry?.count !== 1) return;
  if (entry.type === 3 && value <= 0xffff) {
    if (little) bytes.writeUInt16LE(value, entry.valueAt);
    else bytes.writeUInt16BE(value, entry.valueAt);
  } else if (entry.type === 4) {
    if (little) bytes.writeUInt32LE(value, entry.valueAt);
    else bytes.writeUInt32BE(value, entry.valueAt);
  }
}

function eraseValues({ bytes }: Opened, directory: Directory): void {
  for (const { valueAt, bytes: length } of directory.entries) bytes.fill(0, valueAt, valueAt + length);
  bytes.fill(0, directory.at, directory.at + 2 + directory.entries.length * 12 + 4);
}

/** Takes one entry out of a directory, moving the later ones up. */
function removeEntry({ bytes, little }: Opened, { at }: Directory, tag: number): void {
  const count = little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + i * 12;
    if ((little ? bytes.readUInt16LE(entry) : bytes.readUInt16BE(entry)) !== tag) continue;
    const end = Math.min(at + 2 + count * 12 + 4, bytes.length);
    bytes.copyWithin(entry, entry + 12, end);
    bytes.fill(0, end - 12, end);
    if (little) bytes.writeUInt16LE(count - 1, at);
    else bytes.writeUInt16BE(count - 1, at);
    return;
  }
}

/** The thumbnail shows the picture before the edits: unlinked, and cut off where it lies at the end. */
function removeThumbnail(opened: Opened): Buffer {
  const { bytes, source, little, main } = opened;
  const nextAt = main.at + 2 + (little ? bytes.readUInt16LE(main.at) : bytes.readUInt16BE(main.at)) * 12;
  const thumbnail = main.next === 0 ? null : readDirectory(source, main.next, little);
  if (nextAt + 4 <= bytes.length) bytes.fill(0, nextAt, nextAt + 4);
  if (thumbnail === null) return bytes;
  const entry = (tag: number): number | null =>
    readNumber(
      source,
      thumbnail.entries.find((candidate) => candidate.tag === tag),
      little,
    );
  const at = entry(tags.thumbnailAt);
  const length = entry(tags.thumbnailBytes);
  if (at === null || length === null || at < 8 || at + length > bytes.length) return bytes;
  if (at + length >= bytes.length - 1) return bytes.subarray(0, at);
  bytes.fill(0, at, at + length);
  return bytes;
}

/** The blob with the orientation "as stored", since the pixels were turned when they were read. */
export function withUprightOrientation(exif: Uint8Array): Uint8Array {
  const opened = openExif(Buffer.from(tiffPart(exif)));
  if (opened === null) return exif;
  overwriteNumber(opened, opened.main, tags.orientation, 1);
  return Buffer.concat([prefix, opened.bytes]);
}

/** The blob for an exported picture: sizes made true, the thumbnail taken out, the place if asked. */
export function exifForExport(
  exif: Uint8Array,
  change: { readonly width: number; readonly height: number; readonly stripGps: boolean },
): Uint8Array | null {
  const opened = openExif(Buffer.from(tiffPart(exif)));
  if (opened === null) return null;
  const { main } = opened;
  const photo = opened.sub(tags.exif);
  overwriteNumber(opened, main, tags.orientation, 1);
  overwriteNumber(opened, main, tags.imageWidth, change.width);
  overwriteNumber(opened, main, tags.imageHeight, change.height);
  overwriteNumber(opened, photo, tags.pixelWidth, change.width);
  overwriteNumber(opened, photo, tags.pixelHeight, change.height);
  const bytes = removeThumbnail(opened);
  if (change.stripGps) {
    const gps = opened.sub(tags.gps);
    if (gps !== null) eraseValues(opened, gps);
    removeEntry(opened, main, tags.gps);
  }
  return Buffer.concat([prefix, bytes]);
}

/** The parts of EXIF, with values in little-endian order. */
export interface ExifParts {
  /** Maker, model, author, dates, … */
  readonly main: readonly Field[];
  readonly photo: readonly Field[];
  readonly gps: readonly Field[];
}

const pointers = new Set<number>([tags.exif, tags.gps, tags.interoperability]);

function fieldsOf(opened: Opened, directory: Directory | null): Field[] {
  return (directory?.entries ?? []).flatMap((entry) => {
    const field = pointers.has(entry.tag) ? null : readField(opened.source, entry, opened.little);
    return field === null ? [] : [field];
  });
}

function partsOf(opened: Opened): ExifParts {
  return {
    main: fieldsOf(opened, opened.main).filter(({ tag }) => descriptive.has(tag)),
    photo: fieldsOf(opened, opened.sub(tags.exif)),
    gps: fieldsOf(opened, opened.sub(tags.gps)),
  };
}

/** Takes a blob apart, to be written into a TIFF; null where it cannot be read. */
export function exifParts(exif: Uint8Array): ExifParts | null {
  const opened = openExif(tiffPart(exif));
  return opened === null ? null : partsOf(opened);
}

/** Directories for EXIF and GPS, to lie from offset `at` on, and the fields that point to them. */
export function encodeSubDirectories(parts: ExifParts, at: number): { pointers: Field[]; bytes: Buffer } {
  const links: Field[] = [];
  const blocks: Buffer[] = [];
  let next = at;
  for (const [tag, fields] of [
    [tags.exif, parts.photo],
    [tags.gps, parts.gps],
  ] as const) {
    if (fields.length === 0) continue;
    links.push(longs(tag, [next]));
    blocks.push(encodeDirectory(fields, next));
    next += directoryBytes(fields);
  }
  return { pointers: links, bytes: Buffer.concat(blocks) };
}

/** EXIF of a TIFF file as a blob of its own; null where it has none. */
export function exifFromTiff(source: ByteSource): Uint8Array | null {
  const order = readByteOrder(source);
  const main = order === null ? null : readDirectory(source, order.first, order.little);
  if (order === null || main === null) return null;
  const { little } = order;
  const sub = (tag: number): Directory | null => {
    const at = readNumber(
      source,
      main.entries.find((entry) => entry.tag === tag),
      little,
    );
    return at === null ? null : readDirectory(source, at, little);
  };
  const parts = partsOf({ bytes: Buffer.alloc(0), source, little, main, sub });
  if (parts.main.length + parts.photo.length + parts.gps.length === 0) return null;
  const upright = shorts(tags.orientation, [1]);
  const links = [parts.photo.length > 0 ? tags.exif : 0, parts.gps.length > 0 ? tags.gps : 0].filter(Boolean);
  const mainBytes = directoryBytes([...parts.main, upright, ...links.map((tag) => longs(tag, [0]))]);
  const subs = encodeSubDirectories(parts, 8 + mainBytes);
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  return Buffer.concat([
    prefix,
    header,
    encodeDirectory([...parts.main, upright, ...subs.pointers], 8),
    subs.bytes,
  ]);
}
