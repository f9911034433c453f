import type { PointerInfo, ToolHost } from './host.ts';
import type { Cursor, State } from './state.ts';

/** Runs one tool: hands events to its present state and takes the next state from it. */
export class ToolMachine {
  readonly #host: ToolHost;
  #state: State;

  constructor(host: ToolHost, initial: State) {
    this.#host = host;
    this.#state = initial;
  }

  get state(): string {
    return this.#state.name;
  }

  get busy(): boolean {
    return this.#state.busy;
  }

  cursor(over: PointerInfo | null): Cursor {
    return this.#state.cursor(this.#host, over);
  }

  down(pointer: PointerInfo): void {
    this.#state = this.#state.down?.(this.#host, pointer) ?? this.#state;
  }

  move(pointers: readonly PointerInfo[]): void {
    this.#state = this.#state.move?.(this.#host, pointers) ?? this.#state;
  }

  up(pointer: PointerInfo): void {
    this.#state = this.#state.up?.(this.#host, pointer) ?? this.#state;
  }

  /** Returns whether there was a gesture to cancel. */
  cancel(): boolean {
    const { busy } = this.#state;
    this.#state = this.#state.cancel?.(this.#host) ?? this.#state;
    return busy;
  }

  /** Returns whether the tool took the key. */
  key(key: string, shift: boolean): boolean {
    const next = this.#state.key?.(this.#host, key, shift);
    if (next) this.#state = next;
    return next !== undefined;
  }
}
