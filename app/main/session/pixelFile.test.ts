import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createImage } from '../../compute/image.ts';
import { sharp } from '../codec/sharp.ts';
import { formatOf, readImage, testSamples, writeImage } from '../codec/testing/pictures.ts';
import type { PixelFormat } from './format.ts';
import { createPixelFile, openPixelFile, readMetadata } from './pixelFile.ts';
import { levelCount } from './pyramid.ts';
import type { Samples } from './vipsFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const all = ({ width, height }: PixelFormat) => ({ x: 0, y: 0, width, height });

describe('regions', () => {
  for (const sample of ['uint8', 'uint16', 'float32'] as const) {
    it(`${sample}: any rectangle reads what was written`, async () => {
      const format = formatOf(97, 53, 4, sample);
      const samples = testSamples(format);
      await writeImage(join(folder, 'a'), format, samples);
      const file = await openPixelFile(join(folder, 'a'));
      for (const rect of [
        all(format),
        { x: 10, y: 7, width: 1, height: 40 },
        { x: 3, y: 50, width: 94, height: 3 },
      ]) {
        const read = await file.readBytes(rect);
        const planar = await file.readRegion(rect);
        const full = sample === 'uint8' ? 255 : sample === 'uint16' ? 65535 : 1;
        for (let y = 0; y < rect.height; y++) {
          for (let x = 0; x < rect.width; x++) {
            for (let band = 0; band < 4; band++) {
              const expected = samples[((rect.y + y) * 97 + rect.x + x) * 4 + band] ?? NaN;
              expect(read[(y * rect.width + x) * 4 + band]).toBe(expected);
              const value = planar.data[(band * rect.height + y) * rect.width + x];
              expect(value).toBe(Math.fround(expected / full));
            }
          }
        }
      }
      await file.close();
    });
  }

  it('what lies outside is refused', async () => {
    const format = formatOf(10, 10, 1, 'uint8');
    await writeImage(join(folder, 'a'), format, testSamples(format));
    const file = await openPixelFile(join(folder, 'a'));
    expect(() => file.readBytes({ x: 5, y: 0, width: 6, height: 1 })).toThrow(RangeError);
    await file.close();
  });

  it('planar tiles are rounded, clamped and put in their place', async () => {
    const writer = await createPixelFile(join(folder, 'a'), formatOf(8, 8, 3, 'uint8'));
    const tile = createImage(2, 2, 3);
    tile.data.set([0.5, 2, -1, NaN, 1 / 255, 0.4999 / 255, 0.5001 / 255, 1, 0, 0, 0, 0]);
    await writer.writeRegion(3, 4, tile);
    await writer.finish();
    const { samples } = await readImage(join(folder, 'a'));
    const pixel = (x: number, y: number): number[] =>
      Array.from(samples.slice((y * 8 + x) * 3, (y * 8 + x) * 3 + 3));
    expect(pixel(3, 4)).toEqual([128, 1, 0]);
    expect(pixel(4, 4)).toEqual([255, 0, 0]);
    expect(pixel(3, 5)).toEqual([0, 1, 0]);
    expect(pixel(4, 5)).toEqual([0, 255, 0]);
    expect(pixel(0, 0)).toEqual([0, 0, 0]);
  });

  it('an abandoned image leaves nothing', async () => {
    const writer = await createPixelFile(join(folder, 'a'), formatOf(8, 8, 3, 'uint8'));
    await writer.abandon();
    expect(existsSync(join(folder, 'a.v'))).toBe(false);
  });
});

describe('the file', () => {
  it('is one that libvips reads, metadata included', async () => {
    const format = formatOf(33, 21, 3, 'uint16');
    const samples = testSamples(format);
    const exif = Buffer.from('Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1');
    const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
    await writeImage(join(folder, 'a'), format, samples, { exif, xmp, density: 254 });
    const image = sharp(join(folder, 'a.v'));
    const metadata = await image.metadata();
    expect(metadata).toMatchObject({ width: 33, height: 21, channels: 3, depth: 'ushort', density: 254 });
    expect(metadata.xmp?.equals(xmp)).toBe(true);
    const raw = await image
      .pipelineColourspace('rgb16')
      .toColourspace('rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer();
    expect(raw.equals(Buffer.from(samples.buffer))).toBe(true);
    const read = await readMetadata(join(folder, 'a'));
    expect(read.density).toBe(254);
    expect(Buffer.from(read.exif ?? []).equals(exif)).toBe(true);
  });
});

/** Means of 2×2 boxes by the definition, colours weighted by alpha. */
function reduced(samples: Samples, { width, height, bands, alpha, sample }: PixelFormat): number[] {
  const out: number[] = [];
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const box = [0, 1].flatMap((j) =>
        [0, 1].map((i) => {
          const at = (Math.min(y + j, height - 1) * width + Math.min(x + i, width - 1)) * bands;
          return Array.from(samples.subarray(at, at + bands));
        }),
      );
      const weight = (pixel: number[]): number => (alpha ? (pixel[bands - 1] ?? 0) : 1);
      const sum = box.reduce((total, pixel) => total + weight(pixel), 0);
      for (let band = 0; band < bands; band++) {
        const isAlpha = alpha && band === bands - 1;
        const plain = isAlpha || sum === 0;
        const total = box.reduce((t, pixel) => t + (pixel[band] ?? 0) * (plain ? 1 : weight(pixel)), 0);
        const mean = total / (plain ? 4 : sum);
        out.push(sample === 'float32' ? Math.fround(mean) : Math.round(mean));
      }
    }
  }
  return out;
}

describe('reduced levels', () => {
  it('of colour bytes are the same where rows are whole words and where they are not', async () => {
    for (const width of [1052, 1053, 1054, 1055]) {
      const format = formatOf(width, 33, 3, 'uint8');
      const samples = testSamples(format);
      await writeImage(join(folder, 'a'), format, samples);
      const { samples: halved } = await readImage(join(folder, 'a.1'));
      expect([...halved]).toEqual(reduced(samples, format));
    }
  });

  it('are counted so that the last fits into a tile', () => {
    expect(levelCount(512, 1)).toBe(1);
    expect(levelCount(513, 1)).toBe(2);
    expect(levelCount(6000, 4000)).toBe(5);
    expect(levelCount(1, 65_535)).toBe(8);
  });

  for (const sample of ['uint8', 'uint16', 'float32'] as const) {
    for (const bands of [1, 2, 3, 4]) {
      it(`${sample}, ${bands} bands: every level is the mean of the one below`, async () => {
        const format = formatOf(1051, 617, bands, sample);
        const samples = testSamples(format);
        await writeImage(join(folder, 'a'), format, samples);
        let below = { format, samples };
        for (const level of [1, 2]) {
          const here = await readImage(join(folder, `a.${level}`));
          expect([here.format.width, here.format.height]).toEqual([
            Math.ceil(below.format.width / 2),
            Math.ceil(below.format.height / 2),
          ]);
          const expected = reduced(below.samples, below.format);
          let worst = 0;
          here.samples.forEach((value, index) => {
            worst = Math.max(worst, Math.abs(value - (expected[index] ?? NaN)));
          });
          expect(worst).toBeLessThanOrEqual(sample === 'float32' ? 1e-6 : 0);
          below = here;
        }
        await expect(stat(join(folder, 'a.3.v'))).rejects.toThrow();
      });
    }
  }
});
