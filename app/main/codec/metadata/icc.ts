/** What the app needs to know of an ICC profile (ICC.1:2022, sections 7 and 10). */
import { bufferSource } from './byteSource.ts';

/** Number of colour channels that a profile is for: 1, 3 or 4; null where it is no profile. */
export function profileChannels(icc: Uint8Array): 1 | 3 | 4 | null {
  const header = bufferSource(icc)(0, 128);
  if (header === null || header.toString('latin1', 36, 40) !== 'acsp') return null;
  const space = header.toString('latin1', 16, 20);
  if (space === 'GRAY') return 1;
  if (space === 'RGB ') return 3;
  return space === 'CMYK' ? 4 : null;
}

/** The profile's name; "unnamed profile" where it tells none. */
export function profileName(icc: Uint8Array): string {
  const source = bufferSource(icc);
  const count = Math.min(source(128, 4)?.readUInt32BE(0) ?? 0, 200);
  for (let i = 0; i < count; i++) {
    const entry = source(132 + i * 12, 12);
    if (entry?.toString('latin1', 0, 4) !== 'desc') continue;
    const at = entry.readUInt32BE(4);
    const value = source(at, Math.min(entry.readUInt32BE(8), 10_000));
    const name = value === null || value.length < 12 ? '' : describe(value);
    if (name !== '') return name;
  }
  return 'unnamed profile';
}

/** A textDescriptionType (version 2) or a multiLocalizedUnicodeType (version 4). */
function describe(value: Buffer): string {
  const type = value.toString('latin1', 0, 4);
  let raw = '';
  if (type === 'desc') raw = value.toString('latin1', 12, 12 + value.readUInt32BE(8));
  if (type === 'mluc' && value.length >= 28) {
    const at = value.readUInt32BE(24);
    const text = Buffer.from(value.subarray(at, at + value.readUInt32BE(20)));
    raw = text
      .subarray(0, text.length - (text.length % 2))
      .swap16()
      .toString('utf16le');
  }
  // eslint-disable-next-line no-control-regex -- names come padded with zeros
  return raw.replace(/[\u0000-\u001f]/g, '').trim();
}

/** Whether pixels with this profile are sRGB already. */
export const isSrgb = (icc: Uint8Array): boolean =>
  profileChannels(icc) === 3 && /^(?:sRGB|s RGB)/i.test(profileName(icc));
