import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserFacingError } from '../../compute/errors.ts';
import { readMetadata } from '../session/pixelFile.ts';
import { codec } from './codec.ts';
import { bufferSource } from './metadata/byteSource.ts';
import { readDirectory, readNumber } from './metadata/ifd.ts';
import { tiffPart } from './metadata/exif.ts';
import type { Decoded } from './protocol.ts';
import { sharp } from './sharp.ts';
import {
  encodingOf,
  formatOf,
  readImage,
  temporaryFolder,
  testExif,
  testSamples,
  writeImage,
} from './testing/pictures.ts';

async function decodeBytes(
  bytes: Uint8Array,
  name: string,
  maxMegapixels = 100,
): Promise<Decoded & { base: string }> {
  const folder = await temporaryFolder(onTestFinished);
  const path = join(folder, name);
  await writeFile(path, bytes);
  const base = join(folder, 'session');
  return { ...(await codec.decode({ path, name, target: base, maxMegapixels })), base };
}

/** A smooth picture of three different corners. */
function photo(width: number, height: number): ReturnType<typeof sharp> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const x = (i % width) / width;
    const y = Math.floor(i / width) / height;
    pixels.set([Math.round(255 * x), Math.round(255 * y), Math.round(255 * (1 - x) * (1 - y))], i * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

describe('orientation', () => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`${orientation} is baked in and reset`, async () => {
      const upright = await photo(48, 32).raw().toBuffer();
      // The stored picture is such that the tag brings it upright.
      const stored = sharp(upright, { raw: { width: 48, height: 32, channels: 3 } });
      const moves: Record<number, () => unknown> = {
        1: () => stored,
        2: () => stored.flop(),
        3: () => stored.rotate(180),
        4: () => stored.flip(),
        5: () => stored.flop().rotate(270),
        6: () => stored.rotate(270),
        7: () => stored.flop().rotate(90),
        8: () => stored.rotate(90),
      };
      moves[orientation]?.();
      const file = await stored.withMetadata({ orientation }).png().toBuffer();
      const decoded = await decodeBytes(file, 'turned.png');
      const { format, samples } = await readImage(decoded.base);
      expect([format.width, format.height]).toEqual([48, 32]);
      expect(Buffer.from(samples).equals(upright)).toBe(true);
      const { exif } = await readMetadata(decoded.base);
      const tiff = tiffPart(exif ?? new Uint8Array());
      const source = bufferSource(tiff);
      const little = tiff.toString('latin1', 0, 2) === 'II';
      const main = readDirectory(source, 8, little);
      const entry = main?.entries.find(({ tag }) => tag === 0x112);
      expect(readNumber(source, entry, little)).toBe(1);
    });
  }
});

describe('kinds of pictures', () => {
  it.each([
    ['1-bit palette', { palette: true, colours: 2 }, 3],
    ['palette', { palette: true, colours: 16 }, 3],
  ])('PNG %s', async (_, options, bands) => {
    const decoded = await decodeBytes(await photo(40, 30).png(options).toBuffer(), 'a.png');
    expect(decoded.format).toMatchObject({ bands, sample: 'uint8', alpha: false });
  });

  it('palette with transparency', async () => {
    const file = await photo(40, 30).ensureAlpha(0.5).png({ palette: true }).toBuffer();
    expect((await decodeBytes(file, 'a.png')).format).toMatchObject({ bands: 4, alpha: true });
  });

  it('grey stays one channel, at 8 and 16 bits', async () => {
    const grey = photo(40, 30).greyscale();
    const eight = await decodeBytes(await grey.clone().toColourspace('b-w').png().toBuffer(), 'a.png');
    expect(eight.format).toMatchObject({ bands: 1, sample: 'uint8' });
    const sixteen = await decodeBytes(await grey.clone().toColourspace('grey16').png().toBuffer(), 'a.png');
    expect(sixteen.format).toMatchObject({ bands: 1, sample: 'uint16' });
  });

  it('GIF: the first frame, with a notice', async () => {
    const frames = await Promise.all(
      ['red', 'blue', 'green'].map((background) =>
        sharp({ create: { width: 20, height: 10, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const file = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const decoded = await decodeBytes(file, 'a.gif');
    expect(decoded.format).toMatchObject({ width: 20, height: 10, bands: 3 });
    expect(decoded.notices).toEqual(['animation: only the first of 3 frames was opened']);
    const { samples } = await readImage(decoded.base);
    expect(Array.from(samples.slice(0, 3))).toEqual([255, 0, 0]);
    const webp = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect((await decodeBytes(webp, 'a.webp')).notices.join()).toContain('first of 3 frames');
    const tiff = await decodeBytes(
      await sharp(frames, { join: { animated: true } })
        .tiff()
        .toBuffer(),
      'a.tif',
    );
    expect(tiff.notices.join()).toContain('first of 3 pictures');
  });

  it('CMYK is converted with its profile, with a notice', async () => {
    const file = await photo(40, 30)
      .withIccProfile('cmyk')
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    const decoded = await decodeBytes(file, 'press.jpg');
    expect(decoded.format).toMatchObject({ bands: 3, sample: 'uint8' });
    expect(decoded.profile).toBeNull();
    expect(decoded.notices.join()).toMatch(/CMYK was converted to sRGB with its profile/);
    const { samples } = await readImage(decoded.base);
    const reference = await sharp(file).toColourspace('srgb').raw().toBuffer();
    expect(Buffer.from(samples).equals(reference)).toBe(true);
  });

  it('another extension is told of, the content decides', async () => {
    const decoded = await decodeBytes(await photo(20, 20).jpeg().toBuffer(), 'a.png');
    expect(decoded.fileFormat).toBe('jpeg');
    expect(decoded.notices).toEqual(['the file is named .png but is a JPEG picture']);
  });

  it('names that end in brackets open', async () => {
    expect((await decodeBytes(await photo(20, 20).png().toBuffer(), 'a[1]')).format.width).toBe(20);
  });

  it('float TIFF: what is no number is replaced and counted', async () => {
    const folder = await temporaryFolder(onTestFinished);
    const format = formatOf(30, 20, 3, 'float32');
    const samples = testSamples(format);
    samples.set([NaN, Infinity, -Infinity], 100);
    await writeImage(join(folder, 'a'), format, samples);
    const path = join(folder, 'a.tif');
    const source = join(folder, 'a');
    const encoding = encodingOf('tiff');
    await codec.encode({
      source,
      metadataFrom: source,
      sourceDepth: 32,
      geometry: null,
      encoding,
      target: path,
    });
    const decoded = await codec.decode({ path, name: 'a.tif', target: join(folder, 'b'), maxMegapixels: 1 });
    expect(decoded.notices).toEqual(['3 samples were infinite or not a number and set to 1 or 0']);
    const again = await readImage(join(folder, 'b'));
    samples.set([0, 1, 0], 100);
    expect(again.samples).toEqual(samples);
  });

  it('1×1, 1×20000 and 65,535 wide open', async () => {
    for (const [width, height] of [
      [1, 1],
      [1, 20_000],
      [65_535, 2],
    ] as const) {
      const file = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
        .png()
        .toBuffer();
      const decoded = await decodeBytes(file, 'thin.png');
      expect([decoded.format.width, decoded.format.height]).toEqual([width, height]);
      const smallest = await readImage(
        decoded.levels === 1 ? decoded.base : `${decoded.base}.${decoded.levels - 1}`,
      );
      expect(Math.max(smallest.format.width, smallest.format.height)).toBeLessThanOrEqual(512);
    }
  });
});

/** A PNG that declares any size and holds next to nothing. */
function declaring(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('789c030000000001', 'hex')),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('bad files get one clear line', () => {
  const failing = async (bytes: Uint8Array, name: string, pattern: RegExp): Promise<void> => {
    const error: unknown = await decodeBytes(bytes, name).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserFacingError);
    expect(String(error)).toMatch(pattern);
    expect(String(error)).toContain(name);
    expect(String(error)).not.toContain('\n');
  };

  it('empty', () => failing(new Uint8Array(0), 'empty.jpg', /empty/));
  it('text', () => failing(Buffer.from('Dear diary,\n'), 'text.jpg', /text file/));
  it('noise', () => failing(Buffer.from([1, 2, 3, 0, 200, 7]), 'noise.png', /no picture file/));
  it('SVG', () => failing(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.svg', /SVG drawing/));
  it('a session file', () =>
    failing(Buffer.concat([Buffer.from('b6a6f208', 'hex'), Buffer.alloc(80)]), 'a.v', /no picture file/));
  it('a bomb, naming the setting', () =>
    failing(declaring(60_000, 60_000), 'bomb.png', /3,600 megapixels.*maxMegapixels/));
  it('a JPEG wider than libjpeg reads', async () => {
    const file = await photo(64, 64).jpeg().toBuffer();
    const frame = file.indexOf(Buffer.from('ffc0', 'hex'));
    file.writeUInt16BE(65_535, frame + 7);
    await failing(file, 'wide.jpg', /more pixels than can be read/);
  });
  it('a broken HEIC', () =>
    failing(
      Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(400, 3)]),
      'a.heic',
      /HEIC data/,
    ));

  for (const [format, make] of [
    ['jpeg', () => photo(300, 200).jpeg()],
    ['png', () => photo(300, 200).png({ compressionLevel: 1 })],
    ['tiff', () => photo(300, 200).tiff({ compression: 'lzw' })],
    ['webp', () => photo(300, 200).webp()],
    ['avif', () => photo(300, 200).avif()],
    ['gif', () => photo(300, 200).gif()],
  ] as const) {
    it(`truncated ${format}`, async () => {
      const whole = await make().toBuffer();
      for (const part of [0.02, 0.3, 0.6, 0.95]) {
        await failing(
          whole.subarray(0, Math.floor(whole.length * part)),
          `cut.${format}`,
          /end|damaged|no picture/,
        );
      }
    });
  }

  it('missing, a folder, unreadable', async () => {
    const folder = await temporaryFolder(onTestFinished);
    const decode = (name: string): Promise<unknown> =>
      codec.decode({ path: join(folder, name), name, target: join(folder, 'x'), maxMegapixels: 1 });
    await expect(decode('gone.jpg')).rejects.toThrow(/gone\.jpg: there is no such file/);
    await mkdir(join(folder, 'folder.jpg'));
    await expect(decode('folder.jpg')).rejects.toThrow(/folder\.jpg: this is a folder/);
    if (process.getuid?.() === 0) return; // root reads everything
    await writeFile(join(folder, 'locked.jpg'), 'x');
    await chmod(join(folder, 'locked.jpg'), 0);
    await expect(decode('locked.jpg')).rejects.toThrow(/may not be read/);
  });
});

describe('masks', () => {
  const openMask = async (file: Buffer, width: number, height: number) => {
    const folder = await temporaryFolder(onTestFinished);
    const path = join(folder, 'mask.png');
    await writeFile(path, file);
    await codec.decodeMask({ path, name: 'mask.png', target: join(folder, 'm'), width, height });
    return (await readImage(join(folder, 'm'))).samples;
  };

  it('white is to be filled', async () => {
    const pixels = Buffer.alloc(20 * 10 * 3);
    pixels.fill(255, 0, 30);
    const file = await sharp(pixels, { raw: { width: 20, height: 10, channels: 3 } })
      .png()
      .toBuffer();
    const mask = await openMask(file, 20, 10);
    expect(Array.from(mask.slice(0, 12))).toEqual([255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0]);
  });

  it('opaque is to be filled where transparency varies', async () => {
    const pixels = Buffer.alloc(20 * 10 * 4);
    pixels[3] = 255;
    pixels[7] = 128;
    const file = await sharp(pixels, { raw: { width: 20, height: 10, channels: 4 } })
      .png()
      .toBuffer();
    expect(Array.from((await openMask(file, 20, 10)).slice(0, 3))).toEqual([255, 128, 0]);
  });

  it('must have the size of the photo', async () => {
    await expect(openMask(await photo(100, 80).png().toBuffer(), 200, 160)).rejects.toThrow(
      /mask\.png: the mask is 100×80 but the photo is 200×160; use a mask/,
    );
  });
});

describe('matrices', () => {
  const read = async (name: string, content: string | Buffer) => {
    const folder = await temporaryFolder(onTestFinished);
    await writeFile(join(folder, name), content);
    return codec.readMatrix({ path: join(folder, name), name });
  };

  it('come from JSON and pictures', async () => {
    expect(await read('a.json', '[[1, 2, 3], [4, 5, 6]]')).toEqual({
      width: 3,
      height: 2,
      data: [1, 2, 3, 4, 5, 6],
    });
    const picture = await read('a.png', await photo(7, 5).png().toBuffer());
    expect([picture.width, picture.height, picture.data.length]).toEqual([7, 5, 35]);
    expect(Math.max(...picture.data)).toBeLessThanOrEqual(1);
  });

  it.each(['', '[[1, 2], [3]]', '[[-1]]', '{"width": 2, "height": 2, "data": [1]}', '[]'])(
    '%s is refused',
    async (text) => {
      await expect(read('a.json', text)).rejects.toBeInstanceOf(UserFacingError);
    },
  );
});

it('EXIF of a TIFF survives, the place included', async () => {
  const folder = await temporaryFolder(onTestFinished);
  const format = formatOf(40, 30, 3, 'uint8');
  const source = join(folder, 'a');
  await writeImage(source, format, testSamples(format), { exif: testExif() });
  const path = join(folder, 'a.tif');
  const encoding = encodingOf('tiff');
  await codec.encode({
    source,
    metadataFrom: source,
    sourceDepth: 8,
    geometry: null,
    encoding,
    target: path,
  });
  expect(
    (await codec.decode({ path, name: 'a.tif', target: join(folder, 'b'), maxMegapixels: 1 })).hasGps,
  ).toBe(true);
});
