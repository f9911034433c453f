import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { settingsSchema } from '../../contract/app.ts';
import { contract, type Services } from '../../contract/index.ts';
import { codec } from '../codec/codec.ts';
import { sharp } from '../codec/sharp.ts';
import { temporaryFolder } from '../codec/testing/pictures.ts';
import { Session } from '../session/session.ts';
import { createImages } from './images.ts';

const cleanups: (() => Promise<void>)[] = [];
let folder: string;
let session: Session;
let images: Services['images'];

beforeEach(async () => {
  folder = await temporaryFolder((cleanup) => cleanups.push(cleanup));
  session = await Session.create(join(folder, 'session'));
  images = createImages({ session, codec, settings: () => settingsSchema.parse({}), samplesFolder: folder });
});
afterEach(async () => {
  await session.close();
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function save(
  name: string,
  pixels: readonly number[],
  width: number,
  channels: 1 | 3 | 4 = 3,
): Promise<string> {
  const height = pixels.length / channels / width;
  const image = sharp(Uint8Array.from(pixels), { raw: { width, height, channels } });
  const path = join(folder, name);
  await (channels === 1 ? image.toColourspace('b-w') : image).png().toFile(path);
  return path;
}

it('opens every file it can, and tells of the others one by one', async () => {
  const path = await save('a.png', [255, 0, 0, 0, 255, 0], 2);
  await writeFile(join(folder, 'b.jpg'), 'text');
  const files = [path, join(folder, 'b.jpg'), join(folder, 'gone.png'), path].map(
    (file) => ({ kind: 'path', path: file }) as const,
  );
  const outcomes = contract.images.open.output.parse(await images.open({ files }));
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false, true]);
  expect(outcomes[0]).toMatchObject({
    image: { name: 'a.png', width: 2, height: 1, channels: 3, depth: 8, format: 'png', path, levels: 1 },
  });
  expect(outcomes[1]).toMatchObject({ name: 'b.jpg', error: { code: 'user', where: 'b.jpg' } });
});

it('reads single pixels in the file’s own values', async () => {
  const path = await save('a.png', [255, 51, 0, 102], 1, 4);
  const [outcome] = await images.open({ files: [{ kind: 'path', path }] });
  const image = outcome?.ok === true ? outcome.image.id : '';
  expect((await images.pixel({ image, x: 0, y: 0 })).map((value) => Math.round(value * 255))).toEqual([
    255, 51, 0, 102,
  ]);
  await expect(images.pixel({ image, x: 1, y: 0 })).rejects.toThrow(/no such pixel/);
});

it('counts a histogram of every pixel of a small picture', async () => {
  const path = await save('a.png', [0, 0, 0, 255, 128, 7, 255, 128, 7], 3);
  const [outcome] = await images.open({ files: [{ kind: 'path', path }] });
  const { channels } = await images.histogram({ image: outcome?.ok === true ? outcome.image.id : '' });
  expect(channels).toHaveLength(3);
  expect([channels[0]?.[0], channels[0]?.[255], channels[1]?.[128], channels[2]?.[7]]).toEqual([1, 2, 2, 2]);
});

it('opens a mask of the photo’s size only', async () => {
  const photo = await save('a.png', [9, 9, 9, 9, 9, 9], 2);
  const [outcome] = await images.open({ files: [{ kind: 'path', path: photo }] });
  const image = outcome?.ok === true ? outcome.image.id : '';
  const fits = await images.openMask({
    image,
    file: { kind: 'path', path: await save('m.png', [0, 255], 2, 1) },
  });
  expect(session.get(fits)).toMatchObject({ kind: 'mask', format: { bands: 1, sample: 'uint8' } });
  const other = await save('n.png', [0, 255, 0, 0], 4, 1);
  await expect(images.openMask({ image, file: { kind: 'path', path: other } })).rejects.toThrow(
    /the mask is 4×1 but/,
  );
});

it('closing forgets the image and its files', async () => {
  const path = await save('a.png', [1, 2, 3], 1);
  const [outcome] = await images.open({ files: [{ kind: 'path', path }] });
  const image = outcome?.ok === true ? outcome.image.id : '';
  await images.close({ image });
  await expect(images.pixel({ image, x: 0, y: 0 })).rejects.toThrow(/not open any more/);
});

it('lists and opens samples, and nothing beside them', async () => {
  expect(await images.samples({})).toEqual([]);
  await save('photo.png', [9, 9, 9, 9, 9, 9], 2);
  await save('photo-mask.png', [0, 255], 2, 1);
  const sample = { file: 'photo.png', title: 'Photo', task: 'inpaint', hint: 'Try it', credit: 'CC0' };
  await writeFile(join(folder, 'samples.json'), JSON.stringify([{ ...sample, mask: 'photo-mask.png' }]));
  expect(await images.samples({})).toEqual([sample]);
  const opened = await images.openSample({ file: 'photo.png' });
  expect(opened.image.name).toBe('photo.png');
  expect(opened.mask).not.toBeNull();
  await expect(images.openSample({ file: '../photo.png' })).rejects.toThrow(/no such sample/);
});
