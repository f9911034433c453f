import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UserFacingError } from '../../compute/errors.ts';
import { Session } from './session.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'pentimento-test-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

it('removes the folders of dead processes, and no others', async () => {
  // Process ids end well below this on every system.
  const dead = join(parent, 'pentimento-2147483646-abcdef');
  const alive = join(parent, `pentimento-${process.pid}-abcdef`);
  const foreign = join(parent, 'pentimento-notes');
  for (const folder of [dead, alive, foreign]) await mkdir(folder);
  const session = await Session.create(parent);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(alive)).toBe(true);
  expect(existsSync(foreign)).toBe(true);
  expect(basename(session.folder)).toMatch(new RegExp(`^pentimento-${process.pid}-`));
  await session.close();
  expect(existsSync(session.folder)).toBe(false);
});

it('says in one line where it cannot be made', async () => {
  await expect(Session.create('/dev/null/nowhere')).rejects.toBeInstanceOf(UserFacingError);
});

it('keeps uploads by id, with names stripped of folders', async () => {
  const session = await Session.create(parent);
  const body = new Blob(['some bytes']).stream();
  const upload = await session.addUpload('../../etc/photo.jpg', body);
  const file = session.resolveFile({ kind: 'upload', upload, name: '../photo.jpg' });
  expect(file.name).toBe('photo.jpg');
  expect(file.path.startsWith(session.folder)).toBe(true);
  expect(await readFile(file.path, 'utf8')).toBe('some bytes');
  expect(() => session.resolveFile({ kind: 'upload', upload: 'unknown', name: 'x' })).toThrow(
    UserFacingError,
  );
  await session.close();
});

it('an upload that breaks off leaves nothing', async () => {
  const session = await Session.create(parent);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(10));
    },
    pull(controller) {
      controller.error(new Error('gone'));
    },
  });
  await expect(session.addUpload('a.jpg', body)).rejects.toThrow('gone');
  expect(await import('node:fs').then(({ readdirSync }) => readdirSync(session.folder))).toEqual([]);
  await session.close();
});

it('the browser door names no paths but those it was given', async () => {
  const session = await Session.create(parent, 'uploads');
  const ref = { kind: 'path', path: join(parent, 'given.jpg') } as const;
  expect(() => session.resolveFile(ref)).toThrow(/cannot be opened by their path/);
  session.allowPath(ref.path);
  expect(session.resolveFile(ref).name).toBe('given.jpg');
  expect(() => session.resolveFile({ kind: 'path', path: join(parent, 'x/../other.jpg') })).toThrow(
    UserFacingError,
  );
  await session.close();
});

it('hands a download out once', async () => {
  const session = await Session.create(parent);
  const url = session.addDownload('/somewhere/a.png', 'a.png');
  const id = url.split('/').at(-1) ?? '';
  expect(session.takeDownload(id)).toEqual({ path: '/somewhere/a.png', name: 'a.png' });
  expect(session.takeDownload(id)).toBeNull();
  await session.close();
});

it('a closed image is told of', async () => {
  const session = await Session.create(parent);
  expect(() => session.get('nothing')).toThrow(/not open any more; open it again/);
  await expect(session.remove('nothing')).resolves.toBeUndefined();
  await session.close();
});
