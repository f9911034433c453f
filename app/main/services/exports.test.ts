import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unzipSync } from 'fflate';
import { UserFacingError } from '../../compute/errors.ts';
import { settingsSchema } from '../../contract/app.ts';
import type { ImageInfo, Services } from '../../contract/index.ts';
import { codec } from '../codec/codec.ts';
import type { CodecCalls } from '../codec/protocol.ts';
import { sharp } from '../codec/sharp.ts';
import { temporaryFolder } from '../codec/testing/pictures.ts';
import { Session } from '../session/session.ts';
import { createExports } from './exports.ts';
import { fillTemplate, sanitiseName } from './exports/naming.ts';
import { resolveTarget, writeInPlace } from './exports/target.ts';
import { createImages } from './images.ts';

const damage = { noise: 9.5, white: true, blur: 0.4, gaussian: true, enlarged: 1, jpegQuality: null };
const damageOf = () => Promise.resolve(damage);

const cleanups: (() => Promise<void>)[] = [];
let folder: string;
let session: Session;
let exports: Services['exports'];
let image: ImageInfo;
let original: string;

beforeEach(async () => {
  folder = await temporaryFolder((cleanup) => cleanups.push(cleanup));
  session = await Session.create(join(folder, 'session'));
  exports = createExports({ session, codec, damageOf, version: '1.2.3' });
  await mkdir(join(folder, 'out'));
  original = join(folder, 'out', 'photo.png');
  await writeFile(
    original,
    await sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } })
      .png()
      .toBuffer(),
  );
  const images = createImages({
    session,
    codec,
    settings: () => settingsSchema.parse({}),
    samplesFolder: folder,
  });
  const [outcome] = await images.open({ files: [{ kind: 'path', path: original }] });
  if (outcome?.ok !== true) throw new Error('the test picture did not open');
  image = outcome.image;
});
afterEach(async () => {
  await session.close();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const into = (name: string) => ({ kind: 'file', path: join(folder, 'out', name) }) as const;
const png = { format: 'png' } as const;
const listing = async (): Promise<string[]> => (await readdir(join(folder, 'out'))).sort();

describe('names', () => {
  const parts = { name: 'my.photo.jpg', methods: ['gaussian-denoise'], index: 7, width: 40, height: 30 };

  it('come from the template', () => {
    expect(fillTemplate('{name}_{task}', parts)).toBe('my.photo_denoise');
    expect(fillTemplate('{index}-{method}-{width}x{height}{nothing}', parts)).toBe(
      '0007-gaussian-denoise-40x30{nothing}',
    );
    expect(fillTemplate('{name}_{task}', { ...parts, methods: [] })).toBe('my.photo_edited');
  });

  it.each([
    ['a/b\\c:d', 'a_b_c_d'],
    ['..', 'untitled'],
    ['CON', '_CON'],
    ['name. ', 'name'],
    ['x\u0000y\n', 'x_y_'],
    ['日本 写真', '日本 写真'],
  ])('%s becomes safe', (name, safe) => expect(sanitiseName(name)).toBe(safe));
});

describe('conflicts', () => {
  it('unique counts up', async () => {
    const write = () => exports.write({ image: image.id, destination: into('photo.png'), encoding: png });
    expect((await write()).name).toBe('photo-2.png');
    expect((await write()).name).toBe('photo-3.png');
    expect(await listing()).toEqual(['photo-2.png', 'photo-3.png', 'photo.png']);
  });

  it('unique by the template in a folder, extension added', async () => {
    const destination = { kind: 'folder', folder: join(folder, 'out') } as const;
    const written = await exports.write({ image: image.id, destination, encoding: { format: 'jpeg' } });
    expect(written).toMatchObject({ name: 'photo_edited.jpg', skipped: false });
    expect(written.bytes).toBe((await readFile(written.path ?? '')).length);
  });

  it('overwrite replaces others but never the original', async () => {
    const before = await readFile(original);
    await writeFile(join(folder, 'out', 'old.png'), 'old');
    const overwrite = (name: string) =>
      exports.write({ image: image.id, destination: into(name), encoding: png, conflict: 'overwrite' });
    expect((await overwrite('old.png')).name).toBe('old.png');
    expect((await sharp(join(folder, 'out', 'old.png')).metadata()).width).toBe(40);
    await expect(overwrite('photo.png')).rejects.toThrow(/opened original, which is never changed/);
    expect((await readFile(original)).equals(before)).toBe(true);
  });

  it('skip leaves the file, fail says so', async () => {
    await writeFile(join(folder, 'out', 'old.png'), 'old');
    const write = (conflict: 'skip' | 'fail') =>
      exports.write({ image: image.id, destination: into('old.png'), encoding: png, conflict });
    expect((await write('skip')).skipped).toBe(true);
    await expect(write('fail')).rejects.toThrow(/old\.png: the file is there already/);
    expect(await readFile(join(folder, 'out', 'old.png'), 'utf8')).toBe('old');
  });

  it('a file that appears while another is written is kept', async () => {
    const target = join(folder, 'out', 'new.png');
    const written = await writeInPlace(target, 'unique', async (part) => {
      await writeFile(part, 'ours');
      await writeFile(target, 'theirs');
    });
    expect(await readFile(target, 'utf8')).toBe('theirs');
    expect(await readFile(written.path, 'utf8')).toBe('ours');
    expect(written.path).toBe(join(folder, 'out', 'new-2.png'));
  });
});

describe('failures leave nothing behind', () => {
  it('of the encoder', async () => {
    const failing: CodecCalls = {
      ...codec,
      encode: async ({ target }) => {
        await writeFile(target, 'half');
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
    };
    const broken = createExports({ session, codec: failing, damageOf });
    await expect(
      broken.write({ image: image.id, destination: into('new.png'), encoding: png }),
    ).rejects.toThrow(/new\.png: the disk is full; free some space/);
    expect(await listing()).toEqual(['photo.png']);
  });

  it('of a format that cannot hold it', async () => {
    const { id, base } = session.newBase();
    const wide = join(folder, 'wide.png');
    await sharp({ create: { width: 20_000, height: 2, channels: 3, background: 'red' } })
      .png()
      .toFile(wide);
    const decoded = await codec.decode({ path: wide, name: 'wide.png', target: base, maxMegapixels: 1 });
    const info = { ...image, id, width: 20_000, height: 2, levels: decoded.levels };
    session.add({ info, base, format: decoded.format, kind: 'original', origin: id, lineage: [] });
    await expect(
      exports.write({ image: id, destination: into('wide.webp'), encoding: { format: 'webp' } }),
    ).rejects.toThrow(/WebP pictures have at most 16,383 pixels a side/);
    expect(await listing()).toEqual(['photo.png']);
  });

  it('of a folder that is gone, or a file', async () => {
    const write = (to: string) =>
      exports.write({ image: image.id, destination: { kind: 'folder', folder: to }, encoding: png });
    await expect(write(join(folder, 'gone'))).rejects.toThrow(/gone: this folder is not there any more/);
    await expect(write(original)).rejects.toThrow(/a file, not a folder/);
  });

  it.skipIf(process.getuid?.() === 0)('of a folder that may not be written', async () => {
    await chmod(join(folder, 'out'), 0o500);
    const error: unknown = await exports
      .write({ image: image.id, destination: into('new.png'), encoding: png })
      .catch((thrown: unknown) => thrown);
    await chmod(join(folder, 'out'), 0o700);
    expect(error).toBeInstanceOf(UserFacingError);
    expect(String(error)).toMatch(/may not be read or written/);
  });

  it('of an original that was removed meanwhile', async () => {
    await rm(original);
    const written = await exports.write({ image: image.id, destination: into('copy.png'), encoding: png });
    expect(written.name).toBe('copy.png');
  });
});

describe('beside the picture', () => {
  it('a sidecar tells where it came from', async () => {
    const written = await exports.write({
      image: image.id,
      destination: into('a.png'),
      encoding: png,
      sidecar: true,
    });
    const sidecar: unknown = JSON.parse(await readFile(`${written.path ?? ''}.pentimento.json`, 'utf8'));
    const hash = async (path: string): Promise<string> =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    expect(sidecar).toMatchObject({
      app: { name: 'Pentimento', version: '1.2.3' },
      input: { name: 'photo.png', sha256: await hash(original) },
      output: { name: 'a.png', sha256: await hash(written.path ?? '') },
      steps: [],
    });
  });

  it('a download holds the picture, or both in a zip', async () => {
    const destination = { kind: 'download' } as const;
    const plain = await exports.write({ image: image.id, destination, encoding: png });
    expect(plain).toMatchObject({ path: null, name: 'photo_edited.png' });
    const taken = session.takeDownload(plain.url?.split('/').at(-1) ?? '');
    expect((await sharp(taken?.path).metadata()).width).toBe(40);
    const both = await exports.write({ image: image.id, destination, encoding: png, sidecar: true });
    const zip = session.takeDownload(both.url?.split('/').at(-1) ?? '');
    expect(Object.keys(unzipSync(await readFile(zip?.path ?? '')))).toEqual([
      'photo_edited.png',
      'photo_edited.png.pentimento.json',
    ]);
  });
});

it('a crop follows an upscaled result', async () => {
  const { id, base } = session.newBase();
  const large = join(folder, 'large.png');
  await sharp({ create: { width: 80, height: 60, channels: 3, background: 'red' } })
    .png()
    .toFile(large);
  const decoded = await codec.decode({ path: large, name: 'large.png', target: base, maxMegapixels: 1 });
  const info = { ...image, id, width: 80, height: 60 };
  session.add({ info, base, format: decoded.format, kind: 'result', origin: image.id, lineage: [] });
  const geometry = {
    mirror: false,
    quarterTurns: 1,
    straighten: 0,
    crop: { x: 3, y: 5, width: 20, height: 11 },
  } as const;
  const written = await exports.write({ image: id, geometry, destination: into('crop.png'), encoding: png });
  expect(await sharp(written.path ?? '').metadata()).toMatchObject({ width: 40, height: 22 });
});

it('targets are judged by what they are, links followed', async () => {
  const { symlink } = await import('node:fs/promises');
  await symlink(original, join(folder, 'out', 'link.png'));
  await expect(resolveTarget(join(folder, 'out', 'link.png'), 'overwrite', [original])).rejects.toThrow(
    /never changed/,
  );
});
