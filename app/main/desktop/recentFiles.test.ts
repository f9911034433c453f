import { expect, test } from 'vitest';
import { settingsSchema } from '../../contract/app.ts';
import type { ImageInfo, OpenOutcome, Services, Settings } from '../../contract/index.ts';
import { rememberingRecent, withRecent } from './recentFiles.ts';

test('the last opened comes first, each once, the oldest fall out', () => {
  expect(withRecent(['/a', '/b'], ['/b', '/c'])).toEqual(['/c', '/b', '/a']);
  const many = Array.from({ length: 30 }, (_, i) => `/${i}`);
  expect(withRecent(many, ['/new'])).toEqual(['/new', ...many.slice(0, 11)]);
});

const info = (path: string | null): ImageInfo => ({
  ...{
    id: 'i',
    name: 'a',
    width: 1,
    height: 1,
    channels: 3,
    alpha: false,
    depth: 8,
    format: 'png',
    profile: null,
  },
  ...{ path, bytes: 1, hasGps: false, levels: 1, notices: [] },
});
const failed: OpenOutcome = {
  ok: false,
  name: 'b',
  error: { code: 'user', problem: 'is empty', remedy: 'copy it again' },
};

/** Only what is called here. */
function servicesWith(outcomes: OpenOutcome[], settings: Settings, saves: Partial<Settings>[]): Services {
  return {
    images: { open: () => Promise.resolve(outcomes) },
    app: {
      settings: () => Promise.resolve(settings),
      changeSettings: (changes: Partial<Settings>) => {
        saves.push(changes);
        return settings.device === 'cpu' ? Promise.reject(new Error('full')) : Promise.resolve(settings);
      },
    },
  } as unknown as Services;
}

test('what opened from disk is remembered; uploads and failures are not', async () => {
  const saves: Partial<Settings>[] = [];
  const told: string[][] = [];
  const outcomes: OpenOutcome[] = [
    { ok: true, image: info('/a.png') },
    failed,
    { ok: true, image: info(null) },
  ];
  const settings = settingsSchema.parse({ recentFiles: ['/old'] });
  const services = rememberingRecent(servicesWith(outcomes, settings, saves), (recent) => told.push(recent));
  expect(await services.images.open({ files: [] })).toEqual(outcomes);
  expect(saves).toEqual([{ recentFiles: ['/a.png', '/old'] }]);
  expect(told).toEqual([['/a.png', '/old']]);
});

test('settings that cannot be saved do not keep a photo from opening', async () => {
  const settings = settingsSchema.parse({ device: 'cpu' });
  const outcomes: OpenOutcome[] = [{ ok: true, image: info('/a.png') }];
  const services = rememberingRecent(servicesWith(outcomes, settings, []), () => undefined);
  expect(await services.images.open({ files: [] })).toEqual(outcomes);
});
