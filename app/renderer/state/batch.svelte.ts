import type { BatchItem, BatchState, Services } from '../../contract/index.ts';
import type { z } from 'zod';
import type { batch } from '../../contract/exports.ts';

export type BatchOrder = z.input<typeof batch.start.input>;

/** The batch that runs or ran last, put together from its events. */
export class BatchRun {
  #services: Pick<Services, 'batch'>;
  #state = $state.raw<BatchState | null>(null);
  #items = $state.raw<ReadonlyMap<string, BatchItem>>(new Map());
  #early: BatchState[] = [];
  #starting = false;

  constructor(services: Pick<Services, 'batch'>) {
    this.#services = services;
  }

  get state(): BatchState | null {
    return this.#state;
  }

  get items(): readonly BatchItem[] {
    return [...this.#items.values()];
  }

  get running(): boolean {
    return this.#starting || this.#state?.state === 'running';
  }

  async start(order: BatchOrder): Promise<void> {
    this.#starting = true;
    this.#items = new Map();
    this.#state = null;
    try {
      const started = await this.#services.batch.start(order);
      this.#take(started);
      // Events may have overtaken the answer.
      for (const state of this.#early) if (state.id === started.id) this.#take(state);
    } finally {
      this.#early = [];
      this.#starting = false;
    }
  }

  update(state: BatchState): void {
    if (this.#starting) this.#early.push(state);
    else if (state.id === this.#state?.id) this.#take(state);
  }

  async cancel(): Promise<void> {
    if (this.#state) await this.#services.batch.cancel({ batch: this.#state.id });
  }

  clear(): void {
    if (this.running) return;
    this.#state = null;
    this.#items = new Map();
  }

  #take(state: BatchState): void {
    this.#state = state;
    if (state.changed.length === 0) return;
    const items = new Map(this.#items);
    for (const item of state.changed) items.set(item.input, item);
    this.#items = items;
  }
}
