/** Pictures and metadata made for tests, the same at every run. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Encoding } from '../../../contract/index.ts';
import type { Metadata, PixelFormat, SampleType } from '../../session/format.ts';
import { createPixelFile, openPixelFile } from '../../session/pixelFile.ts';
import { createSamples, fullScale, type Samples } from '../../session/vipsFile.ts';
import {
  blob,
  directoryBytes,
  encodeDirectory,
  fieldTypes,
  longs,
  rational,
  shorts,
  type Field,
} from '../metadata/ifd.ts';
import { sharp } from '../sharp.ts';

/** A folder that is removed when the test ends. */
export async function temporaryFolder(onEnd: (cleanup: () => Promise<void>) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-test-'));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A linear congruential generator (Numerical Recipes), values in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function formatOf(width: number, height: number, bands: number, sample: SampleType): PixelFormat {
  return { width, height, bands, alpha: bands % 2 === 0, sample };
}

/** Noise on a slope, so that every pixel differs and every byte is used; floats go beyond 0…1. */
export function testSamples({ width, height, bands, sample }: PixelFormat, seed = 1): Samples {
  const random = createRandom(seed);
  const samples = createSamples(sample, width * height * bands);
  const alphaBand = bands % 2 === 0 ? bands - 1 : -1;
  for (let i = 0; i < samples.length; i++) {
    const value = sample === 'float32' && i % bands !== alphaBand ? random() * 1.5 - 0.25 : random();
    samples[i] = sample === 'float32' ? value : Math.floor(value * (fullScale[sample] + 1));
  }
  return samples;
}

export async function writeImage(
  base: string,
  format: PixelFormat,
  samples: Samples,
  metadata: Metadata = {},
): Promise<void> {
  const writer = await createPixelFile(base, format, metadata);
  await writer.writeBytes({ x: 0, y: 0, width: format.width, height: format.height }, samples);
  await writer.finish();
}

export async function readImage(base: string): Promise<{ format: PixelFormat; samples: Samples }> {
  const file = await openPixelFile(base);
  try {
    const { width, height } = file.format;
    return { format: file.format, samples: await file.readBytes({ x: 0, y: 0, width, height }) };
  } finally {
    await file.close();
  }
}

export const encodingOf = (format: Encoding['format'], change: Partial<Encoding> = {}): Encoding => ({
  format,
  quality: 95,
  depth: 'source',
  stripGps: false,
  ...change,
});

const ascii = (tag: number, text: string): Field =>
  blob(tag, fieldTypes.ascii, Buffer.from(`${text}\0`, 'latin1'));
const bytes = (tag: number, text: string): Field =>
  blob(tag, fieldTypes.undefined, Buffer.from(text, 'latin1'));

export const exifTexts = {
  make: 'Test Maker',
  model: 'Model One',
  artist: 'A. Photographer',
  copyright: '(c) nobody',
  taken: '2020:01:02 03:04:05',
  makerNote: 'NOTE0123456789abcdef0123456789',
  lens: 'Lens 50mm',
} as const;

/** EXIF with camera, author, date, maker's note, lens, a place and a thumbnail. */
export function testExif({ orientation = 1, width = 40, height = 30 } = {}): Uint8Array {
  const photo = [
    { ...rational(0x829a, 1 / 125), tag: 0x829a },
    bytes(0x9000, '0232'),
    ascii(0x9003, exifTexts.taken),
    bytes(0x927c, exifTexts.makerNote),
    longs(0xa002, [width]),
    longs(0xa003, [height]),
    ascii(0xa434, exifTexts.lens),
  ];
  const gps = [
    { tag: 0, type: fieldTypes.byte, count: 4, data: Uint8Array.of(2, 3, 0, 0) },
    ascii(1, 'N'),
    { ...longs(2, [51, 1, 30, 1, 12, 1]), type: fieldTypes.rational, count: 3 },
    ascii(3, 'W'),
    { ...longs(4, [0, 1, 7, 1, 39, 1]), type: fieldTypes.rational, count: 3 },
  ];
  const thumbnail = Buffer.from('ffd8ffdb00000000ffd9', 'hex');
  const preview = (at: number): Field[] => [longs(0x201, [at]), longs(0x202, [thumbnail.length])];
  const main = (photoAt: number, gpsAt: number): Field[] => [
    ascii(0x10f, exifTexts.make),
    ascii(0x110, exifTexts.model),
    shorts(0x112, [orientation]),
    ascii(0x13b, exifTexts.artist),
    ascii(0x8298, exifTexts.copyright),
    longs(0x8769, [photoAt]),
    longs(0x8825, [gpsAt]),
  ];
  const photoAt = 8 + directoryBytes(main(0, 0));
  const gpsAt = photoAt + directoryBytes(photo);
  const previewAt = gpsAt + directoryBytes(gps);
  const thumbnailAt = previewAt + directoryBytes(preview(0));
  const first = encodeDirectory(main(photoAt, gpsAt), 8);
  first.writeUInt32LE(previewAt, 2 + main(0, 0).length * 12);
  return Buffer.concat([
    Buffer.from('Exif\0\0', 'latin1'),
    Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]),
    first,
    encodeDirectory(photo, photoAt),
    encodeDirectory(gps, gpsAt),
    encodeDirectory(preview(thumbnailAt), previewAt),
    thumbnail,
  ]);
}

export const testXmp = Buffer.from(
  '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""' +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"' +
    ' exif:GPSLatitude="51,30.2N" dc:format="image/test">' +
    '<exif:GPSLongitude>0,7.65W</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>' +
    '<?xpacket end="w"?>',
);

/** An IPTC record: caption "a test". */
export const testIptc = Buffer.from('\x1c\x02\x78\x00\x06a test', 'latin1');

/** One of the profiles that libvips carries. */
export async function testProfile(name: 'p3' | 'srgb' | 'cmyk'): Promise<Uint8Array> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } });
  const space = name === 'cmyk' ? pixel.toColourspace('cmyk') : pixel;
  const { icc } = await sharp(await space.withIccProfile(name).jpeg().toBuffer()).metadata();
  if (icc === undefined) throw new Error(`there is no profile ${name}`);
  return icc;
}

/** A grey profile with a plain power curve (ICC.1, version 2). */
export function greyProfile(gamma: number): Uint8Array {
  const name = Buffer.from('Test Gray\0', 'latin1');
  const description = Buffer.alloc(12 + name.length + 79);
  description.write('desc', 0, 'latin1');
  description.writeUInt32BE(name.length, 8);
  name.copy(description, 12);
  const white = Buffer.alloc(20);
  white.write('XYZ ', 0, 'latin1');
  [0xf6d6, 0x10000, 0xd32d].forEach((value, index) => white.writeUInt32BE(value, 8 + index * 4));
  const curve = Buffer.alloc(16);
  curve.write('curv', 0, 'latin1');
  curve.writeUInt32BE(1, 8);
  curve.writeUInt16BE(Math.round(gamma * 256), 12);
  const parts = [
    ['desc', description],
    ['wtpt', white],
    ['kTRC', curve],
  ] as const;
  const table = Buffer.alloc(4 + parts.length * 12);
  table.writeUInt32BE(parts.length, 0);
  let at = 128 + table.length;
  const padded = parts.map(([tag, data], index) => {
    table.write(tag, 4 + index * 12, 'latin1');
    table.writeUInt32BE(at, 8 + index * 12);
    table.writeUInt32BE(data.length, 12 + index * 12);
    const block = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    at += block.length;
    return block;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02400000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  [0xf6d6, 0x10000, 0xd32d].forEach((value, index) => header.writeUInt32BE(value, 68 + index * 4));
  return Buffer.concat([header, table, ...padded]);
}
