import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Random access to a file or a buffer: the bytes at `offset`, or null where they are not all there. */
export type ByteSource = (offset: number, length: number) => Buffer | null;

export function bufferSource(bytes: Uint8Array): ByteSource {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (offset, length) =>
    offset >= 0 && length >= 0 && offset + length <= buffer.length
      ? buffer.subarray(offset, offset + length)
      : null;
}

/** Calls `use` with a source that reads the file at `path`, closed afterwards. */
export function withFileSource<Result>(path: string, use: (source: ByteSource) => Result): Result {
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    return use((offset, length) => {
      if (offset < 0 || length < 0 || offset + length > size) return null;
      const bytes = Buffer.alloc(length);
      return readSync(file, bytes, 0, length, offset) === length ? bytes : null;
    });
  } finally {
    closeSync(file);
  }
}
