import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkForUpdates, type UpdateDeps, type Updater } from './updates.ts';

let configured: string;
let bare: string;
beforeAll(async () => {
  configured = await mkdtemp(join(tmpdir(), 'pentimento-update-'));
  bare = await mkdtemp(join(tmpdir(), 'pentimento-update-'));
  await writeFile(join(configured, 'app-update.yml'), 'provider: generic\n');
});
afterAll(async () => {
  await rm(configured, { recursive: true });
  await rm(bare, { recursive: true });
});

async function check(changes: Partial<UpdateDeps>, updater: Partial<Updater> = {}): Promise<string[]> {
  const log: string[] = [];
  const whole: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: false,
    checkForUpdates: () => {
      log.push(`asked, autoDownload ${String(whole.autoDownload)}`);
      return Promise.resolve({ isUpdateAvailable: true, updateInfo: { version: '9.0.0' } });
    },
    downloadUpdate: () => Promise.resolve(log.push('downloaded')),
    ...updater,
  };
  await checkForUpdates({
    wanted: true,
    resourcesPath: configured,
    loadUpdater: () => Promise.resolve(whole),
    notice: (level, text) => log.push(`${level}: ${text}`),
    confirm: (version) => Promise.resolve(log.push(`confirm ${version}`) > 0),
    ...changes,
  });
  return log;
}

test('nothing at all happens unless the user asked for it', async () => {
  expect(await check({ wanted: false })).toEqual([]);
});

test('a build without a server says so and asks nobody', async () => {
  const log = await check({
    resourcesPath: bare,
    loadUpdater: () => Promise.reject(new Error('must not be loaded')),
  });
  expect(log).toEqual([expect.stringMatching(/^info: This build names no update server/)]);
});

test('a newer version is downloaded only after a yes', async () => {
  expect(await check({})).toEqual([
    'asked, autoDownload false',
    'confirm 9.0.0',
    'downloaded',
    'info: Version 9.0.0 will be installed when Pentimento is closed.',
  ]);
  expect(await check({ confirm: () => Promise.resolve(false) })).toEqual(['asked, autoDownload false']);
});

test('no newer version is no news, a failure is one line', async () => {
  const none = { isUpdateAvailable: false, updateInfo: { version: '0.1.0' } };
  expect(await check({}, { checkForUpdates: () => Promise.resolve(none) })).toEqual([]);
  const offline = new Error('net::ERR_INTERNET_DISCONNECTED\n  at somewhere');
  expect(await check({}, { checkForUpdates: () => Promise.reject(offline) })).toEqual([
    'warning: Updates could not be checked (net::ERR_INTERNET_DISCONNECTED); try again later.',
  ]);
});
