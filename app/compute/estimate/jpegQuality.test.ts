import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpegQuality } from './jpegQuality.ts';

async function jpeg(quality: number): Promise<Uint8Array> {
  const pixels = Buffer.from(Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 37) % 256));
  return sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

describe('jpegQuality', () => {
  it.each([5, 20, 50, 75, 90, 95, 100])('reads quality %i', async (quality) => {
    expect(jpegQuality(await jpeg(quality))).toBe(quality);
  });

  it('gives null for what is no JPEG, or is cut off anywhere before its tables', async () => {
    expect(jpegQuality(new Uint8Array())).toBeNull();
    expect(jpegQuality(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toBeNull();
    const file = await jpeg(60);
    const whole = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xdb) + 69;
    for (let length = 0; length < whole; length++) expect(jpegQuality(file.subarray(0, length))).toBeNull();
    expect(jpegQuality(file.subarray(0, whole))).toBe(60);
  });

  it('does not run away on rubbish', () => {
    for (let seed = 0; seed < 500; seed++) {
      const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * (seed + 3) * 2654435761) >>> 24);
      bytes.set([0xff, 0xd8, 0xff, 0xdb]);
      expect(() => jpegQuality(bytes)).not.toThrow();
    }
  });
});
