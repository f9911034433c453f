import { messageOf } from '../client/serviceError.ts';

export interface Notice {
  readonly id: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  /** Something that can be done about it, as a button. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const infoMilliseconds = 6000;
const mostShown = 4;

/** The short messages at the corner of the window. What tells of a problem stays until it is closed. */
export class Notices {
  #shown = $state.raw<readonly Notice[]>([]);
  #count = 0;

  get shown(): readonly Notice[] {
    return this.#shown;
  }

  add(level: Notice['level'], text: string, action?: Notice['action']): void {
    if (this.#shown.some((notice) => notice.text === text)) return;
    const id = this.#count++;
    this.#shown = [...this.#shown, { id, level, text, ...(action && { action }) }].slice(-mostShown);
    if (level === 'info') setTimeout(() => this.close(id), infoMilliseconds);
  }

  error(error: unknown): void {
    this.add('error', messageOf(error));
  }

  close(id: number): void {
    this.#shown = this.#shown.filter((notice) => notice.id !== id);
  }

  /** Does something that may fail; a failure is shown instead of thrown. */
  async guard<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.error(error);
      return undefined;
    }
  }
}
