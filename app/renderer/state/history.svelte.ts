export interface HistoryEntry<T> {
  readonly label: string;
  readonly value: T;
}

/** Immutable values in the order in which they were reached, and a place among them. Without limit. */
export class History<T> {
  #entries = $state.raw<readonly HistoryEntry<T>[]>([]);
  #position = $state(0);

  constructor(label: string, value: T) {
    this.#entries = [{ label, value }];
  }

  get entries(): readonly HistoryEntry<T>[] {
    return this.#entries;
  }

  get position(): number {
    return this.#position;
  }

  get current(): T {
    const entry = this.#entries[this.#position];
    if (!entry) throw new RangeError('The history has no such place');
    return entry.value;
  }

  get canUndo(): boolean {
    return this.#position > 0;
  }

  get canRedo(): boolean {
    return this.#position < this.#entries.length - 1;
  }

  /** Goes on from the current place; what had been undone is forgotten and returned. */
  commit(label: string, value: T): readonly T[] {
    const kept = this.#entries.slice(0, this.#position + 1);
    const forgotten = this.#entries.slice(this.#position + 1);
    this.#entries = [...kept, { label, value }];
    this.#position = kept.length;
    return forgotten.map((entry) => entry.value);
  }

  undo(): void {
    if (this.canUndo) this.#position--;
  }

  redo(): void {
    if (this.canRedo) this.#position++;
  }

  jump(position: number): void {
    if (position in this.#entries) this.#position = position;
  }
}
