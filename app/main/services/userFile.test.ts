import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/folder.ts';
import { createPresets } from './presets.ts';
import { openSettings } from './settings.ts';

describe("the user's files", () => {
  let folder: string;
  let remove: () => Promise<void>;
  let notices: string[];
  const notice = (text: string) => notices.push(text);

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    notices = [];
  });
  afterEach(() => remove());

  it('start with the defaults and are there again next time', async () => {
    const settings = await openSettings(join(folder, 'new'), {}, notice);
    expect(settings.current()).toMatchObject({ theme: 'system', maxMegapixels: 300 });
    await settings.change({ maxMegapixels: 50, theme: undefined });
    const again = await openSettings(join(folder, 'new'), {}, notice);
    expect(again.current()).toMatchObject({ theme: 'system', maxMegapixels: 50 });
    expect(notices).toEqual([]);
  });

  it.each(['{"theme": "li', '{"theme": "pink"}', 'null', ''])(
    'are set aside when they hold %j',
    async (text) => {
      await writeFile(join(folder, 'settings.json'), text);
      const settings = await openSettings(folder, {}, notice);
      expect(settings.current().theme).toBe('system');
      expect(await readFile(join(folder, 'settings.json.broken'), 'utf8')).toBe(text);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain('settings.json.broken');
    },
  );

  it('never save what holds for one run alone', async () => {
    const settings = await openSettings(folder, { device: 'cpu' }, notice);
    expect((await settings.change({ theme: 'dark' })).device).toBe('cpu');
    expect((await openSettings(folder, {}, notice)).current()).toMatchObject({
      theme: 'dark',
      device: 'auto',
    });
  });

  it('say where they cannot be saved, and hold all the same', async () => {
    await writeFile(join(folder, 'file'), '');
    const settings = await openSettings(join(folder, 'file'), {}, notice);
    await expect(settings.change({ theme: 'dark' })).rejects.toThrow(/could not be saved/);
    expect(settings.current().theme).toBe('dark');
  });

  it('keep every preset of many saved at once, whole', async () => {
    const presets = await createPresets(folder, notice);
    const psf = { kind: 'matrix', width: 2, height: 1, data: [0.5, 0.5], name: 'k' } as const;
    await Promise.all(
      ['b', 'a', 'c'].map((name) => presets.save({ name, method: 'tv-deblur', parameters: { psf } })),
    );
    const again = await createPresets(folder, notice);
    expect((await again.list({})).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect((await again.list({}))[0]?.parameters).toEqual({ psf });
    expect(await readdir(folder)).toEqual(['presets.json']);
  });

  it('survive a folder in their place', async () => {
    await mkdir(join(folder, 'presets.json'));
    expect(await (await createPresets(folder, notice)).list({})).toEqual([]);
  });
});
