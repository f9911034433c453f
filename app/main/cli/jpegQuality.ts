import { open } from 'node:fs/promises';

/** Luminance quantisation of quality 50 (ITU-T T.81, Table K.1), in zigzag order. */
const standard = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/** Far more than any file has before its first quantisation table, thumbnails in EXIF included. */
const headBytes = 2 ** 20;

/**
 * The quality (1–100, as libjpeg counts) at which a JPEG file was written, from its luminance
 * quantisation table; null for other files and for JPEG without a table at its start.
 */
export async function jpegQuality(path: string): Promise<number | null> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const table = luminanceTable(head.subarray(0, bytesRead));
    return table === null ? null : qualityOf(table);
  } finally {
    await file.close();
  }
}

/** Walks the segments up to the first scan and returns table 0. */
function luminanceTable(data: Buffer): number[] | null {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 4 <= data.length;) {
    const marker = data.readUInt16BE(at);
    if (marker === 0xffff) {
      at++;
      continue;
    }
    if (marker < 0xff01 || marker === 0xffda) return null;
    const end = at + 2 + data.readUInt16BE(at + 2);
    if (marker === 0xffdb && end <= data.length) {
      const table = tableZero(data.subarray(at + 4, end));
      if (table !== null) return table;
    }
    at = Math.max(end, at + 4);
  }
  return null;
}

function tableZero(segment: Buffer): number[] | null {
  for (let at = 0; at < segment.length;) {
    const kind = segment.readUInt8(at);
    const bytes = kind >> 4 === 0 ? 1 : 2;
    const end = at + 1 + 64 * bytes;
    if (end > segment.length) return null;
    if ((kind & 15) === 0) return standard.map((_, i) => segment.readUIntBE(at + 1 + i * bytes, bytes));
    at = end;
  }
  return null;
}

/** Inverts libjpeg's scaling of the standard table by the best match over all qualities. */
function qualityOf(table: readonly number[]): number {
  let best = { quality: 1, distance: Infinity };
  for (let quality = 1; quality <= 100; quality++) {
    const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    const distance = standard.reduce((sum, value, i) => {
      const scaled = Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100)));
      return sum + Math.abs(scaled - (table[i] ?? 0));
    }, 0);
    if (distance < best.distance) best = { quality, distance };
  }
  return best.quality;
}
