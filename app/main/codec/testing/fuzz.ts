/** Broken files: seeds of every format that can be opened, and ways to damage them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserFacingError } from '../../../compute/errors.ts';
import { codec } from '../codec.ts';
import { sharp } from '../sharp.ts';
import {
  encodingOf,
  formatOf,
  testExif,
  testSamples,
  testXmp,
  writeImage,
  createRandom,
} from './pictures.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One small picture in every format and in its main variants. */
export async function createSeeds(folder: string): Promise<Seed[]> {
  const width = 120;
  const height = 90;
  const smooth = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => 128 + 100 * Math.sin(i / 500) + (i % 7)),
  );
  const base = sharp(smooth, { raw: { width, height, channels: 3 } });
  const rich = (): ReturnType<typeof sharp> => base.clone().withIccProfile('p3').withXmp(testXmp.toString());
  const frames = await Promise.all([base.clone().png().toBuffer(), base.clone().negate().png().toBuffer()]);
  const seeds: Record<string, Promise<Buffer>> = {
    'plain.jpg': rich().jpeg().toBuffer(),
    'progressive.jpg': base.clone().jpeg({ progressive: true }).toBuffer(),
    'press.jpg': base.clone().withIccProfile('cmyk').toColourspace('cmyk').jpeg().toBuffer(),
    'plain.png': rich().png().toBuffer(),
    'interlaced.png': base.clone().png({ progressive: true }).toBuffer(),
    'palette.png': base.clone().png({ palette: true }).toBuffer(),
    'deep.png': base.clone().toColourspace('rgb16').png().toBuffer(),
    'plain.tif': rich().tiff({ compression: 'none' }).toBuffer(),
    'lzw.tif': base.clone().tiff({ compression: 'lzw' }).toBuffer(),
    'tiled.tif': base
      .clone()
      .tiff({ compression: 'deflate', tile: true, tileWidth: 32, tileHeight: 32 })
      .toBuffer(),
    'jpeg.tif': base.clone().tiff({ compression: 'jpeg' }).toBuffer(),
    'plain.webp': rich().webp().toBuffer(),
    'lossless.webp': base.clone().webp({ lossless: true }).toBuffer(),
    'animated.webp': sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer(),
    'plain.avif': rich().avif({ effort: 1 }).toBuffer(),
    'deep.avif': base.clone().toColourspace('rgb16').avif({ effort: 1, bitdepth: 12 }).toBuffer(),
    'animated.gif': sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
  };
  const all = await Promise.all(
    Object.entries(seeds).map(async ([name, bytes]) => ({ name, bytes: await bytes })),
  );
  for (const [name, format, sample] of [
    ['exif.jpg', 'jpeg', 'uint8'],
    ['float.tif', 'tiff', 'float32'],
  ] as const) {
    const pixels = formatOf(60, 40, 3, sample);
    const source = join(folder, name);
    await writeImage(source, pixels, testSamples(pixels), { exif: testExif({ orientation: 6 }) });
    const target = join(folder, `seed-${name}`);
    const encoding = encodingOf(format);
    await codec.encode({ source, metadataFrom: source, sourceDepth: 32, geometry: null, encoding, target });
    all.push({ name, bytes: await readFile(target) });
  }
  // No encoder for HEIC comes from npm: its container is AVIF's under another brand.
  const avif = all.find(({ name }) => name === 'plain.avif')?.bytes ?? Buffer.alloc(0);
  const heic = Buffer.from(avif);
  for (let at = 8; at < 40; at += 4) {
    if (/^avi[fs]$/.test(heic.toString('latin1', at, at + 4))) heic.write('heic', at, 'latin1');
  }
  all.push({ name: 'container.heic', bytes: heic });
  return all;
}

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** Ways to damage a file, each leaving the given one as it is. */
const damages: readonly ((bytes: Buffer, random: Random, other: Buffer) => Buffer)[] = [
  function flipBits(bytes, random) {
    const out = Buffer.from(bytes);
    for (let n = 1 + below(random, 16); n > 0; n--) {
      const at = below(random, out.length);
      out[at] = (out[at] ?? 0) ^ (1 << below(random, 8));
    }
    return out;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, below(random, bytes.length));
  },
  function editHeader(bytes, random) {
    const out = Buffer.from(bytes);
    for (let n = 1 + below(random, 4); n > 0; n--) {
      const at = below(random, Math.min(out.length - 4, 400));
      const extreme = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xffff, below(random, 2 ** 32)];
      const value = extreme[below(random, extreme.length)] ?? 0;
      if (random() < 0.5) out.writeUInt32BE(value, at);
      else out.writeUInt16LE(value & 0xffff, at);
    }
    return out;
  },
  function splice(bytes, random, other) {
    const cut = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, cut), other.subarray(below(random, other.length))]);
  },
  function blank(bytes, random) {
    const out = Buffer.from(bytes);
    const at = below(random, out.length);
    return out.fill(random() < 0.5 ? 0 : 0xff, at, Math.min(out.length, at + 1 + below(random, 200)));
  },
  function repeat(bytes, random) {
    const at = below(random, bytes.length);
    const piece = bytes.subarray(at, at + 1 + below(random, 300));
    return Buffer.concat([bytes.subarray(0, at), piece, piece, bytes.subarray(at)]);
  },
  function leaveOut(bytes, random) {
    const at = below(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 100))]);
  },
];

export interface FuzzReport {
  results: number;
  clearErrors: number;
  /** What was neither, with the mutation that makes it again. */
  readonly others: string[];
  seconds: number;
}

const mostSeconds = 30;

/** Decodes `count` damaged files; every one must be a result or a clear error, in time. */
export async function fuzz(folder: string, count: number, seed = 1): Promise<FuzzReport> {
  const seeds = await createSeeds(folder);
  const random = createRandom(seed);
  const report: FuzzReport = { results: 0, clearErrors: 0, others: [], seconds: 0 };
  const started = performance.now();
  for (let n = 0; n < count; n++) {
    const chosen = seeds[n % seeds.length];
    const other = seeds[below(random, seeds.length)];
    const damage = damages[below(random, damages.length)];
    if (chosen === undefined || other === undefined || damage === undefined) continue;
    const label = `${n} ${damage.name} ${chosen.name}`;
    const path = join(folder, `fuzz-${chosen.name}`);
    await writeFile(path, damage(chosen.bytes, random, other.bytes));
    const target = join(folder, 'fuzz');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, fail) => {
      timer = setTimeout(() => fail(new Error('took too long')), mostSeconds * 1000);
    });
    try {
      await Promise.race([codec.decode({ path, name: chosen.name, target, maxMegapixels: 20 }), late]);
      report.results++;
    } catch (error) {
      if (error instanceof UserFacingError && !error.message.includes('\n')) report.clearErrors++;
      else report.others.push(`${label}: ${String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
  report.seconds = (performance.now() - started) / 1000;
  return report;
}
