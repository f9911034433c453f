import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Encoding } from '../../contract/index.ts';
import type { Metadata, SampleType } from '../session/format.ts';
import { readMetadata } from '../session/pixelFile.ts';
import { codec } from './codec.ts';
import { bufferSource } from './metadata/byteSource.ts';
import { exifHasGps, exifParts, tiffPart } from './metadata/exif.ts';
import { readDirectory, readField } from './metadata/ifd.ts';
import { iptcRecords } from './metadata/iptc.ts';
import { xmpHasGps } from './metadata/xmp.ts';
import type { Decoded } from './protocol.ts';
import {
  encodingOf,
  exifTexts,
  formatOf,
  greyProfile,
  readImage,
  temporaryFolder,
  testExif,
  testIptc,
  testProfile,
  testSamples,
  testXmp,
  writeImage,
} from './testing/pictures.ts';

const width = 61;
const height = 47;
const sourceDepths = { uint8: 8, uint16: 16, float32: 32 } as const;

async function metadataFor(bands: number): Promise<Metadata> {
  const icc = bands < 3 ? greyProfile(1.8) : await testProfile('p3');
  return { icc, exif: testExif({ width, height }), xmp: testXmp, iptc: testIptc, density: 300 };
}

async function trip(
  bands: number,
  sample: SampleType,
  encoding: Encoding,
): Promise<{ folder: string; decoded: Decoded; notices: string[]; before: Metadata; after: Metadata }> {
  const folder = await temporaryFolder(onTestFinished);
  const format = formatOf(width, height, bands, sample);
  const before = await metadataFor(bands);
  const first = join(folder, 'first');
  await writeImage(first, format, testSamples(format), before);
  const path = join(folder, 'file');
  const written = await codec.encode({
    source: first,
    metadataFrom: first,
    sourceDepth: sourceDepths[sample],
    geometry: null,
    encoding,
    target: path,
  });
  const target = join(folder, 'again');
  const decoded = await codec.decode({ path, name: 'file', target, maxMegapixels: 1 });
  return { folder, decoded, notices: written.notices, before, after: await readMetadata(target) };
}

function checkMetadata(before: Metadata, after: Metadata, format: Encoding['format']): void {
  expect(after.icc && Buffer.from(after.icc).equals(Buffer.from(before.icc ?? []))).toBe(true);
  const exif = Buffer.from(after.exif ?? []);
  for (const text of Object.values(exifTexts)) expect(exif.includes(text), text).toBe(true);
  expect(exifHasGps(exif)).toBe(true);
  const parts = exifParts(exif);
  expect(parts?.photo.find(({ tag }) => tag === 0xa002)?.data).toEqual(
    Buffer.from(Uint32Array.of(width).buffer),
  );
  expect(Buffer.from(after.xmp ?? []).toString()).toContain('dc:format="image/test"');
  if (format === 'jpeg' || format === 'tiff') {
    expect(iptcRecords(after.iptc ?? new Uint8Array())).toEqual(testIptc);
  }
  if (format !== 'webp' && format !== 'avif') expect(after.density).toBeCloseTo(300, 1);
}

describe('open, export without edits, open again', () => {
  const lossless = [
    ['png', 'uint8', 100],
    ['png', 'uint16', 100],
    ['tiff', 'uint8', 100],
    ['tiff', 'uint16', 100],
    ['tiff', 'float32', 100],
    ['webp', 'uint8', 100],
  ] as const;
  for (const [format, sample, quality] of lossless) {
    for (const bands of [1, 2, 3, 4]) {
      it(`${format} ${sample} with ${bands} bands keeps every sample and the metadata`, async () => {
        const { folder, decoded, before, after, notices } = await trip(
          bands,
          sample,
          encodingOf(format, { quality }),
        );
        const first = await readImage(join(folder, 'first'));
        const again = await readImage(join(folder, 'again'));
        if (format === 'webp' && bands < 3) {
          // WebP knows no grey: it comes back as colour with three equal channels.
          expect(again.format.bands).toBe(bands + 2);
          expect(again.samples.filter((_, index) => index % again.format.bands === 0)).toEqual(
            first.samples.filter((_, index) => index % bands === 0),
          );
          return;
        }
        expect(again.format).toEqual(first.format);
        expect(Buffer.from(again.samples.buffer).equals(Buffer.from(first.samples.buffer))).toBe(true);
        checkMetadata(before, after, format);
        expect(decoded.hasGps).toBe(true);
        expect(decoded.profile).toMatch(bands < 3 ? /Test Gray/ : /P3/);
        expect(notices.filter((notice) => !notice.includes('IPTC'))).toEqual([]);
      });
    }
  }

  for (const format of ['jpeg', 'webp', 'avif'] as const) {
    for (const bands of [1, 3, 4]) {
      it(`${format} with ${bands} bands keeps the metadata and looks alike`, async () => {
        const { decoded, before, after } = await trip(bands, 'uint8', encodingOf(format));
        expect(decoded.fileFormat).toBe(format);
        if (bands === 1 && format !== 'jpeg') return;
        checkMetadata(before, after, format);
        expect(decoded.format.alpha).toBe(bands === 4 && format !== 'jpeg');
      });
    }
  }

  it('AVIF without loss keeps 8-bit colour samples', async () => {
    const { folder } = await trip(3, 'uint8', encodingOf('avif', { quality: 100 }));
    const first = await readImage(join(folder, 'first'));
    const again = await readImage(join(folder, 'again'));
    let worst = 0;
    first.samples.forEach((value, index) => {
      worst = Math.max(worst, Math.abs(value - (again.samples[index] ?? 0)));
    });
    // The encoder's YCbCr matrix rounds by one or two of 255 even where the codec loses nothing.
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('AVIF holds 12 of 16 bits and says so', async () => {
    const { folder, decoded, notices } = await trip(3, 'uint16', encodingOf('avif', { quality: 100 }));
    expect(decoded.format.sample).toBe('uint16');
    expect(notices.join()).toContain('at most 12 bits');
    const first = await readImage(join(folder, 'first'));
    const again = await readImage(join(folder, 'again'));
    let worst = 0;
    first.samples.forEach((value, index) => {
      worst = Math.max(worst, Math.abs(value - (again.samples[index] ?? 0)));
    });
    expect(worst).toBeLessThanOrEqual(48);
  });
});

describe('depth', () => {
  it('rounds 16 bits to 8, and says so', async () => {
    const { folder, notices } = await trip(3, 'uint16', encodingOf('webp', { quality: 100 }));
    expect(notices.join()).toContain('16-bit samples were rounded');
    const first = await readImage(join(folder, 'first'));
    const again = await readImage(join(folder, 'again'));
    expect(Array.from(again.samples)).toEqual(Array.from(first.samples, (value) => Math.round(value / 257)));
  });

  it('rounds and clamps floats', async () => {
    const { folder } = await trip(3, 'float32', encodingOf('png', { depth: '8' }));
    const first = await readImage(join(folder, 'first'));
    const again = await readImage(join(folder, 'again'));
    expect(Array.from(again.samples)).toEqual(
      Array.from(first.samples, (value) => Math.floor(Math.min(255.5, Math.max(0, value * 255 + 0.5)))),
    );
  });

  it('widens 8 bits to 16 exactly', async () => {
    const { folder } = await trip(3, 'uint8', encodingOf('png', { depth: '16' }));
    const first = await readImage(join(folder, 'first'));
    const again = await readImage(join(folder, 'again'));
    expect(Array.from(again.samples)).toEqual(Array.from(first.samples, (value) => value * 257));
  });

  it('writes float TIFF as 32-bit IEEE floats, by its own tags', async () => {
    const { folder } = await trip(4, 'float32', encodingOf('tiff'));
    const bytes = await readFile(join(folder, 'file'));
    const source = bufferSource(bytes);
    const directory = readDirectory(source, bytes.readUInt32LE(4), true);
    const value = (tag: number): unknown => {
      const entry = directory?.entries.find((candidate) => candidate.tag === tag);
      const field = entry === undefined ? null : readField(source, entry, true);
      return field === null ? null : Array.from(new Uint16Array(Uint8Array.from(field.data).buffer));
    };
    expect(value(258)).toEqual([32, 32, 32, 32]);
    expect(value(339)).toEqual([3, 3, 3, 3]);
    expect(value(338)).toEqual([2]);
  });

  it('puts transparent pixels onto white for JPEG', async () => {
    const folder = await temporaryFolder(onTestFinished);
    const format = formatOf(32, 32, 4, 'uint8');
    const clear = new Uint8Array(32 * 32 * 4);
    await writeImage(join(folder, 'clear'), format, clear);
    const input = {
      source: join(folder, 'clear'),
      metadataFrom: join(folder, 'clear'),
      sourceDepth: 8,
    } as const;
    const path = join(folder, 'x.jpg');
    const { notices } = await codec.encode({
      ...input,
      geometry: null,
      encoding: encodingOf('jpeg'),
      target: path,
    });
    expect(notices.join()).toContain('onto white');
    await codec.decode({ path, name: 'x.jpg', target: join(folder, 'again'), maxMegapixels: 1 });
    expect(new Set((await readImage(join(folder, 'again'))).samples)).toEqual(new Set([255]));
  });
});

describe('the place', () => {
  for (const format of ['jpeg', 'png', 'tiff', 'webp', 'avif'] as const) {
    it(`is taken out of ${format} alone`, async () => {
      const { decoded, after } = await trip(3, 'uint8', encodingOf(format, { stripGps: true }));
      expect(decoded.hasGps).toBe(false);
      expect(exifHasGps(after.exif ?? new Uint8Array())).toBe(false);
      expect(xmpHasGps(after.xmp ?? new Uint8Array())).toBe(false);
      const exif = Buffer.from(after.exif ?? []);
      for (const text of Object.values(exifTexts)) expect(exif.includes(text), text).toBe(true);
      expect(Buffer.from(after.xmp ?? []).toString()).toContain('dc:format');
      // The degrees are not left behind anywhere in the file's EXIF.
      expect(tiffPart(exif).includes(Buffer.from(Uint32Array.of(51, 1, 30, 1).buffer))).toBe(false);
    });
  }
});
