import type { Destination, LabRunName, Services, WrittenFile } from '../../contract/index.ts';
import { saveDownload } from './files.ts';
import type { Notices } from './notices.svelte.ts';

/** One of the Lab's long computations, and how its result leaves. */
interface LabWork<Order, Result> {
  readonly name: LabRunName;
  /** Of the table. */
  readonly fileName: string;
  readonly run: (order: Order) => Promise<Result>;
  readonly export: (
    result: Result,
    to: { readonly destination: Destination; readonly conflict: 'overwrite' },
  ) => Promise<WrittenFile>;
}

/** The state of such a computation in the window. */
export class LabRun<Order, Result> {
  readonly #services: Services;
  readonly #notices: Notices;
  readonly #work: LabWork<Order, Result>;
  #running = $state(false);
  #done = $state.raw<{ readonly order: Order; readonly result: Result } | null>(null);
  /** The share that is done. */
  fraction = $state(0);

  constructor(services: Services, notices: Notices, work: LabWork<Order, Result>) {
    this.#services = services;
    this.#notices = notices;
    this.#work = work;
  }

  get running(): boolean {
    return this.#running;
  }

  /** The last run that ended. */
  get done(): { readonly order: Order; readonly result: Result } | null {
    return this.#done;
  }

  async run(order: Order): Promise<void> {
    this.#running = true;
    this.fraction = 0;
    try {
      this.#done = { order, result: await this.#work.run(order) };
    } finally {
      this.#running = false;
    }
  }

  async stop(): Promise<void> {
    if (this.#running) await this.#services.lab.stop({ run: this.#work.name });
  }

  /** Writes the result as a table, where the desktop asks or as a download. */
  async export(hasPaths: boolean): Promise<void> {
    if (this.#done === null) return;
    const { fileName: name } = this.#work;
    const path = hasPaths ? await this.#services.desktop.chooseExportFile({ name }) : null;
    if (hasPaths && path === null) return;
    const written = await this.#work.export(this.#done.result, {
      destination: path === null ? { kind: 'download' } : { kind: 'file', path },
      conflict: 'overwrite',
    });
    if (written.url !== null) saveDownload(written.url, written.name);
    this.#notices.add('info', `Exported ${written.path ?? written.name}.`);
  }
}

export type SparseCodes = LabRun<
  Parameters<Services['lab']['sparseCodes']>[0],
  Awaited<ReturnType<Services['lab']['sparseCodes']>>
>;

export type Inversion = LabRun<
  Parameters<Services['lab']['inversion']>[0],
  Awaited<ReturnType<Services['lab']['inversion']>>
>;

export function createSparseCodes(services: Services, notices: Notices): SparseCodes {
  const { lab } = services;
  return new LabRun(services, notices, {
    name: 'sparseCodes',
    fileName: 'sparse-codes.csv',
    run: (order) => lab.sparseCodes(order),
    export: (curves, to) => lab.exportSparseCodes({ curves, ...to }),
  });
}

export function createInversion(services: Services, notices: Notices): Inversion {
  const { lab } = services;
  return new LabRun(services, notices, {
    name: 'inversion',
    fileName: 'three-ways.csv',
    run: (order) => lab.inversion(order),
    export: (result, to) => lab.exportInversion({ results: [result], ...to }),
  });
}
