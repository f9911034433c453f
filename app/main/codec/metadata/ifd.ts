/** Image file directories, as TIFF and EXIF have them (TIFF 6.0, section 2; Exif 2.32, section 4.6). */
import type { ByteSource } from './byteSource.ts';

export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the 12-byte entry lies. */
  readonly at: number;
  /** Where the value lies, in the entry itself when it has at most 4 bytes. */
  readonly valueAt: number;
  readonly bytes: number;
}

export interface Directory {
  readonly at: number;
  readonly entries: readonly Entry[];
  /** Offset of the next directory, 0 for none. */
  readonly next: number;
}

export interface ByteOrder {
  readonly little: boolean;
  /** Offset of the first directory. */
  readonly first: number;
}

/** Bytes of one value of each type (BYTE, ASCII, SHORT, LONG, RATIONAL, …, DOUBLE, IFD). */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4] as const;
/** Width in which bytes are swapped between the byte orders; text and undefined bytes stay. */
const swapWidth = [1, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4] as const;
const mostEntries = 2000;

export const readShort = (bytes: Buffer, at: number, little: boolean): number =>
  little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);

export const readLong = (bytes: Buffer, at: number, little: boolean): number =>
  little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);

/** Reads the 8-byte header of a classic TIFF structure; null where it is none. */
export function readByteOrder(source: ByteSource): ByteOrder | null {
  const header = source(0, 8);
  const mark = header?.toString('latin1', 0, 2);
  if (header === null || (mark !== 'II' && mark !== 'MM')) return null;
  const little = mark === 'II';
  return readShort(header, 2, little) === 42 ? { little, first: readLong(header, 4, little) } : null;
}

/** Reads one directory; null where it is not whole. Entries whose values lie outside are left out. */
export function readDirectory(source: ByteSource, at: number, little: boolean): Directory | null {
  const head = at < 8 ? null : source(at, 2);
  const count = head === null ? 0 : readShort(head, 0, little);
  const table = count === 0 || count > mostEntries ? null : source(at + 2, count * 12);
  if (table === null) return null;
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    const type = readShort(table, i * 12 + 2, little);
    const values = readLong(table, i * 12 + 4, little);
    const bytes = (typeBytes[type] ?? 0) * values;
    const entryAt = at + 2 + i * 12;
    const valueAt = bytes <= 4 ? entryAt + 8 : readLong(table, i * 12 + 8, little);
    if (bytes === 0 || (bytes > 4 && source(valueAt + bytes - 1, 1) === null)) continue;
    entries.push({ tag: readShort(table, i * 12, little), type, count: values, at: entryAt, valueAt, bytes });
  }
  const tail = source(at + 2 + count * 12, 4);
  return { at, entries, next: tail === null ? 0 : readLong(tail, 0, little) };
}

/** The value of an entry that holds one SHORT or LONG (an offset, a size); null for others. */
export function readNumber(source: ByteSource, entry: Entry | undefined, little: boolean): number | null {
  if (entry === undefined) return null;
  const value = source(entry.valueAt, entry.bytes);
  if (value === null) return null;
  if (entry.type === 3) return readShort(value, 0, little);
  return entry.type === 4 || entry.type === 13 ? readLong(value, 0, little) : null;
}

/** A value with its bytes in little-endian order, free of any file. */
export interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly data: Uint8Array;
}

/** Copies a value out of its file; null where it cannot be read or is larger than 16 MB. */
export function readField(source: ByteSource, entry: Entry, little: boolean): Field | null {
  const value = entry.bytes > 16 * 2 ** 20 ? null : source(entry.valueAt, entry.bytes);
  if (value === null) return null;
  const data = Buffer.from(value);
  const width = swapWidth[entry.type] ?? 1;
  if (!little && width === 2) data.swap16();
  if (!little && width === 4) data.swap32();
  if (!little && width === 8) data.swap64();
  return { tag: entry.tag, type: entry.type, count: entry.count, data };
}

export const fieldTypes = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7 } as const;

export function shorts(tag: number, values: readonly number[]): Field {
  const data = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => data.writeUInt16LE(value, index * 2));
  return { tag, type: fieldTypes.short, count: values.length, data };
}

export function longs(tag: number, values: readonly number[]): Field {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => data.writeUInt32LE(value, index * 4));
  return { tag, type: fieldTypes.long, count: values.length, data };
}

export function rational(tag: number, value: number): Field {
  const data = Buffer.alloc(8);
  data.writeUInt32LE(Math.round(value * 1000), 0);
  data.writeUInt32LE(1000, 4);
  return { tag, type: fieldTypes.rational, count: 1, data };
}

export const blob = (tag: number, type: number, data: Uint8Array): Field => ({
  tag,
  type,
  count: data.length,
  data,
});

/** Bytes that a directory takes with its values. */
export function directoryBytes(fields: readonly Field[]): number {
  const values = fields.reduce(
    (sum, { data }) => sum + (data.length > 4 ? data.length + (data.length % 2) : 0),
    0,
  );
  return 2 + fields.length * 12 + 4 + values;
}

/** A little-endian directory to lie at offset `at`, its values behind it. */
export function encodeDirectory(fields: readonly Field[], at: number): Buffer {
  const out = Buffer.alloc(directoryBytes(fields));
  let valueAt = 2 + fields.length * 12 + 4;
  out.writeUInt16LE(fields.length, 0);
  [...fields]
    .sort((a, b) => a.tag - b.tag)
    .forEach(({ tag, type, count, data }, index) => {
      const entryAt = 2 + index * 12;
      out.writeUInt16LE(tag, entryAt);
      out.writeUInt16LE(type, entryAt + 2);
      out.writeUInt32LE(count, entryAt + 4);
      if (data.length <= 4) {
        out.set(data, entryAt + 8);
        return;
      }
      out.writeUInt32LE(at + valueAt, entryAt + 8);
      out.set(data, valueAt);
      valueAt += data.length + (data.length % 2);
    });
  return out;
}
