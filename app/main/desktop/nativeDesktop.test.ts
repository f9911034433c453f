import type { OpenDialogOptions, SaveDialogOptions } from 'electron';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createNativeDesktop, type Native } from './nativeDesktop.ts';

function fake(chosen: string[]): {
  native: Native;
  asked: (OpenDialogOptions | SaveDialogOptions)[];
  done: string[];
} {
  const asked: (OpenDialogOptions | SaveDialogOptions)[] = [];
  const done: string[] = [];
  return {
    asked,
    done,
    native: {
      showOpenDialog: (options) => {
        asked.push(options);
        return Promise.resolve(chosen);
      },
      showSaveDialog: (options) => {
        asked.push(options);
        return Promise.resolve(chosen[0] ?? null);
      },
      showInFolder: (path) => done.push(`show ${path}`),
      startDrag: (path) => done.push(`drag ${path}`),
    },
  };
}

test('several photographs can be chosen, one of everything else', async () => {
  const { native, asked } = fake(['/a.jpg', '/b.heic']);
  const desktop = createNativeDesktop(native);
  expect(await desktop.chooseFiles({ purpose: 'images' })).toEqual([
    { kind: 'path', path: '/a.jpg' },
    { kind: 'path', path: '/b.heic' },
  ]);
  for (const purpose of ['mask', 'psf', 'model'] as const) await desktop.chooseFiles({ purpose });
  expect(asked.map(({ properties }) => properties?.includes('multiSelections' as never))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('a cancelled dialog is an empty choice', async () => {
  const desktop = createNativeDesktop(fake([]).native);
  expect(await desktop.chooseFiles({ purpose: 'images' })).toEqual([]);
  expect(await desktop.chooseFolder({})).toBeNull();
  expect(await desktop.chooseExportFile({ name: 'a.png' })).toBeNull();
});

test('an export proposes its name and kind', async () => {
  const { native, asked } = fake(['/out/a.tiff']);
  expect(await createNativeDesktop(native).chooseExportFile({ name: 'a.tiff' })).toBe('/out/a.tiff');
  expect(asked[0]).toMatchObject({
    defaultPath: 'a.tiff',
    filters: [{ extensions: ['tiff'] }, { extensions: ['*'] }],
  });
});

test('only files that are there are shown and dragged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-drag-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.png');
  await writeFile(path, '');
  const { native, done } = fake([]);
  const desktop = createNativeDesktop(native);
  await desktop.showInFolder({ path });
  await desktop.dragOut({ path });
  expect(done).toEqual([`show ${path}`, `drag ${path}`]);
  for (const wrong of [`${path}.gone`, folder, 'a.png'])
    await expect(desktop.dragOut({ path: wrong }), wrong).rejects.toThrow(
      'the file is no longer there; export it again',
    );
  expect(done).toHaveLength(2);
});
