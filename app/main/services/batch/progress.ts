import type { BatchItem, BatchState, ErrorBody, WrittenFile } from '../../../contract/index.ts';

/** At most so often is news told. */
const intervalMs = 150;

/** Keeps the state of a running batch and tells of it: only what changed, and not too often. */
export class BatchProgress {
  readonly #id: string;
  readonly #ignored: number;
  readonly #items: BatchItem[];
  readonly #tell: (state: BatchState) => void;
  readonly #changed = new Set<number>();
  #timer: NodeJS.Timeout | null = null;
  #state: BatchState['state'] = 'running';
  #download: WrittenFile | null = null;
  #error: ErrorBody | null = null;
  /** When the first picture was begun, and how many were really worked on since. */
  #begun: number | null = null;
  #worked = 0;

  constructor(id: string, inputs: readonly string[], ignored: number, tell: (state: BatchState) => void) {
    this.#id = id;
    this.#ignored = ignored;
    this.#tell = tell;
    this.#items = inputs.map((input) => ({
      input,
      state: 'waiting',
      output: null,
      error: null,
      seconds: null,
    }));
    this.#items.forEach((_, index) => this.#changed.add(index));
  }

  items(): readonly BatchItem[] {
    return this.#items;
  }

  update(index: number, change: Partial<Omit<BatchItem, 'input'>>): void {
    const item = this.#items[index];
    if (item === undefined) throw new RangeError('no such item');
    if (change.state === 'running') this.#begun ??= Date.now();
    if (item.state === 'running' && change.state !== undefined) this.#worked++;
    this.#items[index] = { ...item, ...change };
    this.#changed.add(index);
    this.#timer ??= setTimeout(() => this.#flush(), intervalMs);
  }

  /** The last word: told at once. */
  finish(
    state: Exclude<BatchState['state'], 'running'>,
    download: WrittenFile | null,
    error: ErrorBody | null,
  ): BatchState {
    [this.#state, this.#download, this.#error] = [state, download, error];
    return this.#flush();
  }

  /** The first word, with every item. It is returned, not told. */
  first(): BatchState {
    const state = this.#snapshot();
    this.#changed.clear();
    return state;
  }

  #flush(): BatchState {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const state = this.#snapshot();
    this.#changed.clear();
    this.#tell(state);
    return state;
  }

  #snapshot(): BatchState {
    const count = (state: BatchItem['state']) => this.#items.filter((item) => item.state === state).length;
    const left = count('waiting') + count('running');
    const perItem = this.#begun === null ? 0 : (Date.now() - this.#begun) / 1000 / this.#worked;
    return {
      id: this.#id,
      state: this.#state,
      total: this.#items.length,
      done: count('done'),
      failed: count('failed'),
      skipped: count('skipped'),
      ignored: this.#ignored,
      secondsLeft: this.#worked === 0 || this.#state !== 'running' ? null : perItem * left,
      changed: [...this.#changed].flatMap((index) => this.#items[index] ?? []),
      download: this.#download,
      error: this.#error,
    };
  }
}
