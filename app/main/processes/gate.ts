/**
 * A gate that work passes again and again: while it is shut, the work waits there. Whoever holds it
 * shuts and opens it; the two sides of a process boundary keep one each, alike.
 */
export class Gate {
  readonly #listeners = new Set<() => void>();
  #shutAt: number | null = null;
  #heldMs = 0;

  get shut(): boolean {
    return this.#shutAt !== null;
  }

  /** How long it has been shut, all in all, in milliseconds. */
  get heldMs(): number {
    return this.#heldMs + (this.#shutAt === null ? 0 : performance.now() - this.#shutAt);
  }

  /** Shuts or opens it; told where that changes anything. */
  set(shut: boolean): void {
    if (shut === this.shut) return;
    this.#heldMs = this.heldMs;
    this.#shutAt = shut ? performance.now() : null;
    for (const listener of [...this.#listeners]) listener();
  }

  /** @returns a function that ends the subscription */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once it is open, or `signal` aborted. */
  async passed(signal?: AbortSignal): Promise<void> {
    if (!this.shut || signal?.aborted === true) return;
    await new Promise<void>((resolve) => {
      const stop = this.onChange(done);
      function done(): void {
        stop();
        signal?.removeEventListener('abort', done);
        resolve();
      }
      signal?.addEventListener('abort', done);
    });
  }
}
