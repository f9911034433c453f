import { settingsSchema } from '../../contract/app.ts';
import type {
  ComparisonRow,
  DialLook,
  Event,
  ImageInfo,
  JobState,
  MethodDescription,
  Services,
} from '../../contract/index.ts';
import type { Uploads } from '../client/uploads.ts';
import { SparseMask } from '../mask/sparseMask.ts';
import { Workspace } from './workspace.svelte.ts';

export function imageInfo(id: string, change: Partial<ImageInfo> = {}): ImageInfo {
  return {
    id,
    name: `${id}.jpg`,
    width: 300,
    height: 200,
    channels: 3,
    alpha: false,
    depth: 8,
    format: 'jpeg',
    profile: null,
    path: null,
    bytes: 1000,
    hasGps: false,
    levels: 1,
    notices: [],
    ...change,
  };
}

export function comparisonRow(
  index: number,
  method: string,
  change: Partial<ComparisonRow> = {},
): ComparisonRow {
  return {
    index,
    title: method,
    method,
    state: 'waiting',
    stage: '',
    fraction: 0,
    objective: [],
    result: null,
    score: null,
    error: null,
    ...change,
  };
}

const described = { label: 'Strength', help: 'How much' };
export const testMethods: readonly MethodDescription[] = [
  {
    id: 'tv-denoise',
    task: 'denoise',
    title: 'Total variation',
    summary: '',
    reference: '',
    slow: false,
    curve: 'objective',
    dial: 'strength',
    parameters: {
      strength: {
        kind: 'number',
        ...described,
        min: 0,
        max: 10,
        default: 'auto',
        auto: true,
        integer: false,
        scale: 'linear',
        unit: '',
      },
      fast: { kind: 'boolean', ...described, default: false },
    },
  },
  {
    id: 'blur',
    task: 'denoise',
    title: 'Blur',
    summary: '',
    reference: '',
    slow: true,
    curve: 'objective',
    dial: null,
    parameters: {},
  },
  {
    id: 'tv-inpaint',
    task: 'inpaint',
    title: 'Fill',
    summary: '',
    reference: '',
    slow: false,
    curve: 'objective',
    dial: null,
    parameters: {},
  },
];

/** A machine's side that answers at once and leaves jobs running until a test ends them. */
export class FakeMachine {
  readonly started: JobState[] = [];
  readonly cancelled: string[] = [];
  readonly closed: string[] = [];
  readonly opened: string[] = [];
  /** Images that a restoration was planned for. */
  readonly planned: string[] = [];
  readonly dials: Parameters<Services['dial']['start']>[0][] = [];
  /** Values at which a dial was said to rest. */
  readonly rested: number[] = [];
  /** What a dial shows. */
  lookAt: (value: number) => DialLook = () => ({ kind: 'nothing', layers: [], residual: null });
  #comparisons = 0;
  #presets: Awaited<ReturnType<Services['presets']['list']>> = [];

  readonly uploads: Uploads = {
    file: (_blob, name) => Promise.resolve({ kind: 'upload', upload: name, name }),
    mask: () => Promise.resolve('mask'),
    readMask: (_mask, { width, height }) => Promise.resolve(SparseMask.empty(width, height).invert()),
  };

  workspace(): Workspace {
    return new Workspace(this.services, this.uploads, null);
  }

  /** The workspace with photos "a", "b", … open, the last of them current. */
  async workspaceWith(...names: string[]): Promise<Workspace> {
    const workspace = this.workspace();
    await workspace.start();
    await workspace.openFiles(names.map((name) => ({ kind: 'upload', upload: name, name })));
    return workspace;
  }

  /** The event with which a job ends well; its last result's image is `result`, earlier ones' `result.1` and so on. */
  done(job: JobState, result: string, change: Partial<JobState['results'][number]> = {}): Event {
    const { steps } = job.request;
    return {
      type: 'job',
      job: {
        ...job,
        state: 'done',
        fraction: 1,
        results: steps.map(({ parameters }, index) => {
          const id = index === steps.length - 1 ? result : `${result}.${index + 1}`;
          return {
            image: imageInfo(id, { format: 'result' }),
            parameters,
            chosen: [],
            explanation: {
              residual: null,
              invented: 0,
              estimated: false,
              changedOutsideMask: null,
              residualMap: `${id}-residual`,
              inventedMap: null,
            },
            objective: [],
            seconds: 1,
            iterations: 1,
            gap: null,
            device: 'CPU',
            notices: [],
            ...change,
          };
        }),
      },
    };
  }

  readonly services: Services = {
    app: {
      about: () =>
        Promise.resolve({ version: '1', host: 'browser', platform: 'test', paths: false, devices: ['cpu'] }),
      deviceTrials: () => Promise.resolve([]),
      settings: () => Promise.resolve(this.#settings),
      changeSettings: (change) =>
        Promise.resolve((this.#settings = settingsSchema.parse({ ...this.#settings, ...change }))),
      filesToOpen: () => Promise.resolve([]),
    },
    images: {
      open: ({ files }) =>
        Promise.resolve(
          files.map((file) => {
            const name = file.kind === 'upload' ? file.name : file.path;
            this.opened.push(name);
            if (name.startsWith('bad'))
              return {
                ok: false,
                name,
                error: { code: 'user', problem: 'is no picture', remedy: 'open another' },
              };
            return { ok: true, image: imageInfo(name) };
          }),
        ),
      samples: () => Promise.resolve([{ file: 's', title: 'S', task: 'inpaint', hint: '', credit: '' }]),
      openSample: () => Promise.resolve({ image: imageInfo('s'), mask: 'sample-mask' }),
      close: ({ image }) => {
        this.closed.push(image);
        return Promise.resolve(null);
      },
      histogram: () => Promise.resolve({ channels: [] }),
      pixel: () => Promise.resolve([0.5]),
      openMask: () => Promise.resolve('mask'),
    },
    methods: {
      list: () => Promise.resolve([...testMethods]),
      readPsf: () => Promise.reject(new Error('not here')),
    },
    presets: {
      list: () => Promise.resolve(this.#presets),
      save: (preset) =>
        Promise.resolve(
          (this.#presets = [...this.#presets.filter(({ name }) => name !== preset.name), preset]),
        ),
      remove: ({ name }) =>
        Promise.resolve((this.#presets = this.#presets.filter((preset) => preset.name !== name))),
    },
    models: {
      list: () => Promise.resolve([]),
      import: () => Promise.reject(new Error('not here')),
      remove: () => Promise.resolve([]),
    },
    jobs: {
      start: (request) => {
        const job: JobState = {
          id: `job-${this.started.length}`,
          request: { ...request, seed: request.seed ?? 0 },
          title: 'Job',
          state: 'queued',
          stage: '',
          paused: false,
          fraction: 0,
          secondsLeft: null,
          objective: [],
          results: [],
          error: null,
        };
        this.started.push(job);
        return Promise.resolve(job);
      },
      cancel: ({ job }) => {
        this.cancelled.push(job);
        return Promise.resolve(null);
      },
      pause: () => Promise.resolve(null),
      resume: () => Promise.resolve(null),
      list: () => Promise.resolve([]),
    },
    exports: {
      write: () =>
        Promise.resolve({ name: 'a.jpg', path: '/a.jpg', url: null, bytes: 1, skipped: false, notices: [] }),
      writeMask: () => Promise.reject(new Error('not here')),
    },
    batch: {
      start: () => Promise.reject(new Error('not here')),
      cancel: () => Promise.resolve(null),
    },
    comparison: {
      start: ({ entries }) =>
        Promise.resolve({
          id: `comparison-${++this.#comparisons}`,
          state: 'running',
          input: null,
          rows: entries.map(({ method, label }, index) =>
            comparisonRow(index, method, { title: label ?? method }),
          ),
        }),
      cancel: ({ comparison }) => {
        this.cancelled.push(comparison);
        return Promise.resolve(null);
      },
      close: ({ comparison }) => {
        this.closed.push(comparison);
        return Promise.resolve(null);
      },
      export: () => Promise.reject(new Error('not here')),
    },
    dial: {
      start: (order) => {
        this.dials.push(order);
        return Promise.resolve({ dial: `dial-${this.dials.length}` });
      },
      look: ({ value }) => Promise.resolve(this.lookAt(value)),
      rest: ({ value }) => {
        this.rested.push(value);
        return Promise.resolve(null);
      },
      close: ({ dial }) => {
        this.closed.push(dial);
        return Promise.resolve(null);
      },
    },
    lab: {
      simulate: ({ side }) =>
        Promise.resolve({
          truth: imageInfo('truth', { width: side, height: side, channels: 1 }),
          measurement: imageInfo('measured', { width: side, height: side, channels: 1 }),
          entries: [{ method: 'mri', parameters: { fraction: 0.5 }, label: 'Simplest' }],
        }),
      sparseCodes: () => Promise.resolve([]),
      exportSparseCodes: () => Promise.reject(new Error('not here')),
      inversion: () => Promise.resolve({ name: 'photo.png', cases: [] }),
      exportInversion: () => Promise.reject(new Error('not here')),
      stop: () => Promise.resolve(null),
    },
    restoration: {
      plan: ({ image, marked }) => {
        this.planned.push(image);
        const fill = { method: 'tv-inpaint', parameters: {}, reason: 'marked', adjustable: [] };
        return Promise.resolve({
          damage: { noise: 9, white: true, blur: null, gaussian: null, enlarged: null, jpegQuality: null },
          steps: [
            ...(marked ? [fill] : []),
            { method: 'tv-denoise', parameters: { strength: 2 }, reason: 'noisy', adjustable: ['strength'] },
          ],
          leftAlone: ['Blur: too little to tell.'],
        });
      },
      outcome: ({ image, result }) => Promise.resolve([`${image} became ${result}.`]),
    },
    desktop: {
      chooseFiles: () => Promise.resolve([]),
      chooseFolder: () => Promise.resolve(null),
      chooseExportFile: () => Promise.resolve(null),
      showInFolder: () => Promise.resolve(null),
      dragOut: () => Promise.resolve(null),
    },
  };

  #settings = settingsSchema.parse({ welcomed: true });
}

/** Lets promises that are settled take their course. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
