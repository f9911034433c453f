import { join } from 'node:path';
import type { Event, FileRef, Services, Settings } from '../../contract/index.ts';
import { UserFacingError } from '../../compute/errors.ts';
import {
  type CodecProcess,
  createCodecProcess,
  createEngineProcess,
  type EngineProcess,
  type SpawnChild,
} from '../processes/index.ts';
import { type Access, Session } from '../session/session.ts';
import { createPixelRoute } from '../transport/pixelRoute.ts';
import { createApp } from './app.ts';
import { type BatchService, createBatch } from './batch.ts';
import { createComparison } from './comparison.ts';
import { createDials } from './dial.ts';
import { createEvents } from './events.ts';
import { createExports } from './exports.ts';
import { createImages } from './images.ts';
import { createJobs } from './jobs.ts';
import { createLab } from './lab.ts';
import { createMethods } from './methods.ts';
import { createModels } from './models.ts';
import { createPresets } from './presets.ts';
import { createRestoration } from './restoration.ts';
import { openSettings } from './settings.ts';
import { downloadsOnly } from './uploadsOnly.ts';

/** What a front door knows about the place it runs in. */
export interface Host {
  readonly kind: 'electron' | 'browser';
  readonly access: Access;
  readonly version: string;
  readonly resourcesFolder: string;
  readonly modelsFolder: string;
  readonly userFolder: string;
  /** The folder of `engineEntry.js` and `codecEntry.js`: the bundle's. */
  readonly bundleFolder: string;
  readonly desktop?: Services['desktop'];
  readonly spawn?: SpawnChild;
  readonly filesToOpen?: readonly FileRef[];
  /** Settings of this run alone (the command line's flags); never saved. */
  readonly settings?: Partial<Settings>;
}

/** The two processes that the services work with; in tests, the same calls within this one. */
export interface Processes {
  readonly codec: CodecProcess;
  readonly engine: EngineProcess;
}

/** Everything behind a front door. */
export interface House {
  readonly services: Services;
  readonly session: Session;
  readonly engine: EngineProcess;
  /** The app's own first. */
  readonly modelFolders: readonly string[];
  /** @returns a function that ends the subscription */
  readonly onEvent: (listener: (event: Event) => void) => () => void;
  readonly pixelRoute: (request: Request) => Promise<Response | null>;
  /** Runs a batch to its end, for the command line. */
  readonly runBatch: BatchService['run'];
  /** Ends all work and both processes, and removes the session's files. */
  close(): Promise<void>;
}

/** Builds the implementation of the contract, the same for every front door. */
export async function createServices(
  host: Host,
  startProcesses: (onCrash: (message: string) => void) => Processes = (onCrash) => {
    const options = { entries: host.bundleFolder, onCrash, spawn: host.spawn };
    return { codec: createCodecProcess(options), engine: createEngineProcess(options) };
  },
): Promise<House> {
  const { emit, onEvent } = createEvents();
  const warn = (text: string) => emit({ type: 'notice', level: 'warning', text });
  const session = await Session.create(undefined, host.access);
  for (const file of host.filesToOpen ?? []) if (file.kind === 'path') session.allowPath(file.path);
  const settingsStore = await openSettings(host.userFolder, host.settings ?? {}, warn);
  const settings = () => settingsStore.current();
  const { codec, engine } = startProcesses(warn);
  const ownModelsFolder = join(host.userFolder, 'models');
  const devicesFile = join(host.userFolder, 'devices.json');
  const modelFolders = [host.modelsFolder, ownModelsFolder];

  const images = createImages({
    session,
    codec,
    settings,
    samplesFolder: join(host.resourcesFolder, 'samples'),
  });
  const jobs = createJobs({ session, engine, settings, emit, modelFolders, devicesFile });
  const methods = createMethods({ session, codec, modelFolders });
  const { restoration, damageOf } = createRestoration({ session, engine, methods: () => methods.list({}) });
  const exports = createExports({ session, codec, damageOf, version: host.version });
  const batches = createBatch({
    session,
    images,
    exports,
    jobs,
    restoration,
    version: host.version,
    methods: () => methods.list({}),
    emit,
  });
  const comparisons = createComparison({ session, jobs, engine, methods: () => methods.list({}), emit });
  const dials = createDials({ session, jobs, engine, methods: () => methods.list({}), emit });
  const services: Services = {
    app: createApp({
      kind: host.kind,
      version: host.version,
      paths: host.access === 'paths',
      settings: settingsStore,
      devices: () => engine.devices({}),
      devicesFile,
      filesToOpen: host.filesToOpen ?? [],
    }),
    images,
    methods,
    presets: await createPresets(host.userFolder, warn),
    models: createModels({ session, engine, modelFolders, ownFolder: ownModelsFolder }),
    jobs,
    exports,
    batch: batches.batch,
    comparison: comparisons.comparison,
    dial: dials.dial,
    lab: createLab({ session, engine, modelsFolder: host.modelsFolder, emit }),
    restoration,
    desktop: host.desktop ?? noDesktop,
  };

  return {
    services: host.access === 'paths' ? services : downloadsOnly(services),
    session,
    engine,
    modelFolders,
    onEvent,
    pixelRoute: createPixelRoute({ session, codec }),
    runBatch: batches.run,
    async close() {
      await Promise.all([batches.close(), comparisons.close(), dials.close(), jobs.close()]);
      await Promise.all([engine.close(), codec.close()]);
      await session.close();
    },
  };
}

const refuse = (): Promise<never> =>
  Promise.reject(new UserFacingError('this needs the desktop app', 'use the window’s own buttons instead'));

const noDesktop: Services['desktop'] = {
  chooseFiles: refuse,
  chooseFolder: refuse,
  chooseExportFile: refuse,
  showInFolder: refuse,
  dragOut: refuse,
};
