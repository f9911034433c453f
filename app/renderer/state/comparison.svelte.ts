import type {
  ComparisonRow,
  ComparisonState,
  ImageInfo,
  Rect,
  Score,
  Services,
  Step,
} from '../../contract/index.ts';
import type { PhotoDocument } from './document.svelte.ts';
import { saveDownload } from './files.ts';
import type { Notices } from './notices.svelte.ts';

/** One thing that can be compared: a method with values. */
export interface Candidate extends Step {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  /** Whether it is compared unless somebody says otherwise. */
  readonly suggested: boolean;
}

/** What can be compared on a photo: what recovers a measurement, else the methods of its task as they are set. */
export function candidatesFor({ experiment, form }: PhotoDocument): readonly Candidate[] {
  if (experiment && form.task === 'recover')
    return experiment.entries.map(({ method, parameters, label }, index) => ({
      key: `${method} ${index}`,
      method,
      parameters,
      label,
      note: '',
      suggested: true,
    }));
  return form.choices.map((method) => ({
    key: method.id,
    method: method.id,
    parameters: form.valuesOf(method),
    label: method.title,
    note: method.slow ? 'slow' : '',
    suggested: !method.slow,
  }));
}

/** Open images that can be the truth of this one: its size, or for upscaling a whole multiple of it. */
export function referencesFor(image: ImageInfo, open: readonly ImageInfo[]): readonly ImageInfo[] {
  return open.filter(({ id, width, height, channels }) => {
    const scale = width / image.width;
    return (
      id !== image.id &&
      channels === image.channels &&
      Number.isInteger(scale) &&
      height === scale * image.height
    );
  });
}

interface Order {
  readonly image: ImageInfo;
  readonly region: Rect;
  readonly mask: string | undefined;
  readonly entries: readonly (Step & { readonly label: string })[];
  readonly reference: ImageInfo | null;
}

type Exported = Parameters<Services['comparison']['export']>[0]['what'];

/** The one comparison that the window shows. */
export class Comparison {
  readonly #services: Pick<Services, 'comparison' | 'desktop'>;
  readonly #notices: Notices;
  /** References that were opened from files, which are no photos of the window's. */
  references = $state.raw<readonly ImageInfo[]>([]);
  #id: string | null = null;
  /** Events that overtook the answer that names their comparison. */
  #early: ComparisonState[] = [];
  #order = $state.raw<Order | null>(null);
  #rows = $state.raw<readonly ComparisonRow[]>([]);
  #state = $state<ComparisonState['state'] | null>(null);
  #input = $state.raw<Score | null>(null);

  constructor(services: Pick<Services, 'comparison' | 'desktop'>, notices: Notices) {
    this.#services = services;
    this.#notices = notices;
  }

  /** What was asked for last; null before the first. */
  get order(): Order | null {
    return this.#order;
  }

  get rows(): readonly ComparisonRow[] {
    return this.#rows;
  }

  /** Of what was given, before any method. */
  get input(): Score | null {
    return this.#input;
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  async start(order: Order): Promise<void> {
    await this.clear();
    const { image, region, mask, entries, reference } = order;
    this.#state = 'running';
    try {
      const started = await this.#services.comparison.start({
        image: image.id,
        region,
        entries: entries.map(({ method, parameters, label }) => ({ method, parameters, label })),
        ...(mask !== undefined && { mask }),
        ...(reference && { reference: reference.id }),
      });
      this.#order = order;
      this.#id = started.id;
      this.#rows = started.rows;
      for (const news of this.#early) this.receive(news);
    } catch (error) {
      this.#state = null;
      throw error;
    } finally {
      this.#early = [];
    }
  }

  /** Takes in an event. */
  receive(news: ComparisonState): void {
    if (this.#id === null && this.running) this.#early = [...this.#early, news];
    if (news.id !== this.#id) return;
    const changed = new Map(news.rows.map((row) => [row.index, row]));
    this.#rows = this.#rows.map((row) => changed.get(row.index) ?? row);
    this.#input = news.input;
    this.#state = news.state;
  }

  async stop(): Promise<void> {
    if (this.#id !== null) await this.#services.comparison.cancel({ comparison: this.#id });
  }

  /** Forgets what is shown, and frees its pictures. */
  async clear(): Promise<void> {
    const id = this.#id;
    this.#id = null;
    this.#order = null;
    this.#rows = [];
    this.#input = null;
    this.#state = null;
    if (id !== null) await this.#services.comparison.close({ comparison: id }).catch(() => undefined);
  }

  /** Writes the sheet or a table, where the desktop asks or as a download. */
  async export(what: Exported, name: string, hasPaths: boolean): Promise<void> {
    if (this.#id === null) return;
    const path = hasPaths ? await this.#services.desktop.chooseExportFile({ name }) : null;
    if (hasPaths && path === null) return;
    const written = await this.#services.comparison.export({
      comparison: this.#id,
      what,
      destination: path === null ? { kind: 'download' } : { kind: 'file', path },
      conflict: 'overwrite',
    });
    if (written.url !== null) saveDownload(written.url, written.name);
    this.#notices.add('info', `Exported ${written.path ?? written.name}.`);
  }
}
