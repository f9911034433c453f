import type { FileRef, Services } from '../../contract/index.ts';
import { keptTrials } from '../engine/network/trialRecord.ts';
import type { SettingsStore } from './settings.ts';

export interface AppDeps {
  readonly kind: 'electron' | 'browser';
  readonly version: string;
  /** Whether paths may be named and native dialogs exist. */
  readonly paths: boolean;
  readonly settings: SettingsStore;
  readonly devices: () => Promise<readonly string[]>;
  readonly devicesFile: string;
  readonly filesToOpen: readonly FileRef[];
}

/** What the window asks of the app itself. */
export function createApp(deps: AppDeps): Services['app'] {
  let waiting = [...deps.filesToOpen];
  return {
    about: async () => ({
      version: deps.version,
      host: deps.kind,
      platform: process.platform,
      paths: deps.paths,
      devices: [...(await deps.devices())],
    }),
    deviceTrials: () => keptTrials(deps.devicesFile),
    settings: () => Promise.resolve(deps.settings.current()),
    changeSettings: (changes) => deps.settings.change(changes),
    filesToOpen: () => {
      const files = waiting;
      waiting = [];
      return Promise.resolve(files);
    },
  };
}
