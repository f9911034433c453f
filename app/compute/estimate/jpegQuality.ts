/** Luminance quantisation of the JPEG standard (ITU-T T.81, table K.1), in zigzag order as in a file. */
// prettier-ignore
const standard = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
  26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
  56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
  95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];

/**
 * The quality (1–100, on the scale of the Independent JPEG Group) whose luminance table is nearest to
 * the file's; exact for files written by libjpeg and its kin.
 * @param bytes the file, or its beginning
 * @returns null where these are not the bytes of a JPEG with a luminance table
 */
export function jpegQuality(bytes: Uint8Array): number | null {
  const table = luminanceTable(bytes);
  if (table === null) return null;
  let best = { quality: 0, distance: Infinity };
  for (let quality = 1; quality <= 100; quality++) {
    const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
    let distance = 0;
    for (const [i, base] of standard.entries())
      distance += Math.abs(table[i]! - Math.min(255, Math.max(1, Math.floor((base * scale + 50) / 100))));
    if (distance < best.distance) best = { quality, distance };
  }
  return best.quality;
}

/** Table 0 of the DQT segments before the first scan. */
function luminanceTable(bytes: Uint8Array): number[] | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return null;
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (end > bytes.length || end < at + 4) return null;
    if (marker === 0xdb) {
      const table = tableZero(bytes.subarray(at + 4, end));
      if (table !== null) return table;
    }
    at = end;
  }
  return null;
}

function tableZero(segment: Uint8Array): number[] | null {
  for (let at = 0; at < segment.length;) {
    const wide = segment[at]! >> 4 === 1;
    const id = segment[at]! & 15;
    const size = wide ? 128 : 64;
    const values = segment.subarray(at + 1, at + 1 + size);
    if (values.length < size) return null;
    if (id === 0)
      return standard.map((_, i) => (wide ? (values[2 * i]! << 8) | values[2 * i + 1]! : values[i]!));
    at += 1 + size;
  }
  return null;
}
