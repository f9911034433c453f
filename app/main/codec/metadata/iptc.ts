/**
 * IPTC as JPEG keeps it: "Photoshop 3.0\0" and Photoshop's image resources, of which 0x0404 holds the
 * IPTC-IIM records; TIFF keeps the records bare (Adobe Photoshop file formats, "Image resource blocks").
 */
const mark = Buffer.from('Photoshop 3.0\0', 'latin1');
const iptcResource = 0x0404;

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const isBlock = (bytes: Buffer): boolean => bytes.subarray(0, mark.length).equals(mark);

/** The bare IPTC records of either form; null where there are none. */
export function iptcRecords(iptc: Uint8Array): Uint8Array | null {
  const bytes = asBuffer(iptc);
  if (!isBlock(bytes)) return bytes[0] === 0x1c ? bytes : null;
  let at = mark.length;
  while (at + 12 <= bytes.length && bytes.toString('latin1', at, at + 4) === '8BIM') {
    const id = bytes.readUInt16BE(at + 4);
    const name = (bytes[at + 6] ?? 0) + 1;
    const sizeAt = at + 6 + name + (name % 2);
    if (sizeAt + 4 > bytes.length) return null;
    const size = bytes.readUInt32BE(sizeAt);
    if (sizeAt + 4 + size > bytes.length) return null;
    if (id === iptcResource) return bytes.subarray(sizeAt + 4, sizeAt + 4 + size);
    at = sizeAt + 4 + size + (size % 2);
  }
  return null;
}

/** The form that JPEG's APP13 segment holds. */
export function iptcBlock(iptc: Uint8Array): Uint8Array {
  const bytes = asBuffer(iptc);
  if (isBlock(bytes)) return bytes;
  const head = Buffer.alloc(12);
  head.write('8BIM', 0, 'latin1');
  head.writeUInt16BE(iptcResource, 4);
  head.writeUInt32BE(bytes.length, 8);
  return Buffer.concat([mark, head, bytes, Buffer.alloc(bytes.length % 2)]);
}
