import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Geometry, Rect } from '../../contract/index.ts';
import type { Samples } from '../session/vipsFile.ts';
import { codec } from './codec.ts';
import {
  encodingOf,
  formatOf,
  readImage,
  temporaryFolder,
  testSamples,
  writeImage,
} from './testing/pictures.ts';

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly samples: Samples;
}

const bands = 3;

/** The contract's moves, one after another, pixel by pixel. */
function naive(image: Pixels, { mirror, quarterTurns, crop }: Geometry): Pixels {
  let at = (x: number, y: number): number => (y * image.width + x) * bands;
  let { width, height } = image;
  if (mirror) {
    const before = at;
    at = (x, y) => before(image.width - 1 - x, y);
  }
  for (let turn = 0; turn < quarterTurns; turn++) {
    const before = at;
    const tall = height;
    // A quarter turn clockwise: the left column, from below, becomes the top row.
    at = (x, y) => before(y, tall - 1 - x);
    [width, height] = [height, width];
  }
  const kept = crop ?? { x: 0, y: 0, width, height };
  const samples = new Uint8Array(kept.width * kept.height * bands);
  for (let y = 0; y < kept.height; y++) {
    for (let x = 0; x < kept.width; x++) {
      for (let band = 0; band < bands; band++) {
        samples[(y * kept.width + x) * bands + band] = image.samples[at(kept.x + x, kept.y + y) + band] ?? 0;
      }
    }
  }
  return { width: kept.width, height: kept.height, samples };
}

async function exported(image: Pixels, geometry: Geometry): Promise<Pixels> {
  const folder = await temporaryFolder(onTestFinished);
  const source = join(folder, 'source');
  await writeImage(source, formatOf(image.width, image.height, bands, 'uint8'), image.samples);
  const target = join(folder, 'file.png');
  const encoding = encodingOf('png');
  await codec.encode({ source, metadataFrom: source, sourceDepth: 8, geometry, encoding, target });
  await codec.decode({ path: target, name: 'file.png', target: join(folder, 'again'), maxMegapixels: 10 });
  const { format, samples } = await readImage(join(folder, 'again'));
  return { width: format.width, height: format.height, samples };
}

function picture(width: number, height: number): Pixels {
  return { width, height, samples: testSamples(formatOf(width, height, bands, 'uint8')) };
}

describe('mirror, quarter turns and crop', () => {
  for (const mirror of [false, true]) {
    for (const quarterTurns of [0, 1, 2, 3] as const) {
      for (const crop of [null, { x: 5, y: 3, width: 17, height: 21 }]) {
        it(`copy pixels exactly: mirror ${mirror}, ${quarterTurns} turns, crop ${crop !== null}`, async () => {
          const image = picture(41, 29);
          const geometry = { mirror, quarterTurns, straighten: 0, crop };
          expect(await exported(image, geometry)).toEqual(naive(image, geometry));
        });
      }
    }
  }

  it('a crop of a crop gives the pixels of one crop', async () => {
    const image = picture(80, 60);
    const cut = (crop: Rect): Geometry => ({ mirror: false, quarterTurns: 0, straighten: 0, crop });
    const once = await exported(image, cut({ x: 20, y: 15, width: 40, height: 30 }));
    const twice = await exported(once, cut({ x: 7, y: 11, width: 20, height: 13 }));
    expect(twice).toEqual(await exported(image, cut({ x: 27, y: 26, width: 20, height: 13 })));
  });

  it('works in bands of rows as well', async () => {
    const image = picture(3000, 2200);
    const geometry: Geometry = { mirror: true, quarterTurns: 1, straighten: 0, crop: null };
    const out = await exported(image, geometry);
    expect(Buffer.from(out.samples).equals(Buffer.from(naive(image, geometry).samples))).toBe(true);
  });

  it('refuses a crop beyond the picture', async () => {
    const crop = { x: 30, y: 0, width: 20, height: 10 };
    const geometry: Geometry = { mirror: false, quarterTurns: 0, straighten: 0, crop };
    await expect(exported(picture(40, 30), geometry)).rejects.toThrow(/beyond the picture/);
  });
});

describe('straighten', () => {
  /** A smooth picture, so that interpolation is close to the truth. */
  const wave = (x: number, y: number): number => 127 + 60 * Math.sin(x / 17) + 60 * Math.cos(y / 23);

  function smooth(width: number, height: number): Pixels {
    const samples = new Uint8Array(width * height * bands);
    for (let i = 0; i < width * height; i++) {
      samples.fill(
        Math.round(wave((i % width) + 0.5, Math.floor(i / width) + 0.5)),
        i * bands,
        (i + 1) * bands,
      );
    }
    return { width, height, samples };
  }

  for (const [mirror, quarterTurns] of [
    [false, 0],
    [true, 1],
    [false, 2],
    [true, 3],
  ] as const) {
    it(`turns clockwise about the centre: mirror ${mirror}, ${quarterTurns} turns`, async () => {
      const degrees = 7;
      const image = smooth(640, 600);
      const frame = quarterTurns % 2 === 0 ? [640, 600] : [600, 640];
      const [across, down] = [frame[0] ?? 0, frame[1] ?? 0];
      const crop = { x: 150, y: 140, width: 300, height: 280 };
      const out = await exported(image, { mirror, quarterTurns, straighten: degrees, crop });
      expect([out.width, out.height]).toEqual([crop.width, crop.height]);
      // Where a pixel of the result comes from, by undoing one move after another.
      const angle = (degrees * Math.PI) / 180;
      let worst = 0;
      for (let j = 0; j < crop.height; j += 7) {
        for (let i = 0; i < crop.width; i += 7) {
          const fx = crop.x + i + 0.5 - across / 2;
          const fy = crop.y + j + 0.5 - down / 2;
          let x = Math.cos(angle) * fx + Math.sin(angle) * fy + across / 2;
          let y = -Math.sin(angle) * fx + Math.cos(angle) * fy + down / 2;
          let tall = down;
          for (let turn = 0; turn < quarterTurns; turn++) {
            // (x, y) = (tall' − y', x') with tall' the height before the turn.
            const before = tall === down ? across : down;
            [x, y] = [y, before - x];
            tall = before;
          }
          if (mirror) x = 640 - x;
          const value = out.samples[(j * crop.width + i) * bands] ?? 0;
          worst = Math.max(worst, Math.abs(value - wave(x, y)));
        }
      }
      expect(worst).toBeLessThan(1.5);
    });
  }

  it('keeps a flat picture flat inside the crop', async () => {
    const image = { width: 200, height: 150, samples: new Uint8Array(200 * 150 * bands).fill(77) };
    const crop = { x: 30, y: 30, width: 140, height: 90 };
    const out = await exported(image, { mirror: false, quarterTurns: 0, straighten: -5, crop });
    expect(new Set(out.samples)).toEqual(new Set([77]));
  });
});
