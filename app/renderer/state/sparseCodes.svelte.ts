import type { Services, SparseCodesCurve, SparseCodesOrder } from '../../contract/index.ts';
import { saveDownload } from './files.ts';
import type { Notices } from './notices.svelte.ts';

/** The Lab's run of solvers and networks on sparse codes. */
export class SparseCodes {
  readonly #services: Services;
  readonly #notices: Notices;
  #running = $state(false);
  #curves = $state.raw<readonly SparseCodesCurve[]>([]);
  #order = $state.raw<SparseCodesOrder | null>(null);
  /** The share that is done. */
  fraction = $state(0);

  constructor(services: Services, notices: Notices) {
    this.#services = services;
    this.#notices = notices;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Of the last run that ended. */
  get curves(): readonly SparseCodesCurve[] {
    return this.#curves;
  }

  /** What they answer. */
  get order(): SparseCodesOrder | null {
    return this.#order;
  }

  async run(order: SparseCodesOrder): Promise<void> {
    this.#running = true;
    this.fraction = 0;
    try {
      this.#curves = await this.#services.lab.sparseCodes(order);
      this.#order = order;
    } finally {
      this.#running = false;
    }
  }

  async stop(): Promise<void> {
    if (this.#running) await this.#services.lab.stopSparseCodes({});
  }

  /** Writes the curves as a table, where the desktop asks or as a download. */
  async export(hasPaths: boolean): Promise<void> {
    const name = 'sparse-codes.csv';
    const path = hasPaths ? await this.#services.desktop.chooseExportFile({ name }) : null;
    if (hasPaths && path === null) return;
    const written = await this.#services.lab.exportSparseCodes({
      curves: [...this.#curves],
      destination: path === null ? { kind: 'download' } : { kind: 'file', path },
      conflict: 'overwrite',
    });
    if (written.url !== null) saveDownload(written.url, written.name);
    this.#notices.add('info', `Exported ${written.path ?? written.name}.`);
  }
}
