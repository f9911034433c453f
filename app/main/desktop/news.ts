import type { Event } from '../../contract/index.ts';

/** Events that the desktop adds to those of the services: menu commands and files to open. */
export interface News {
  emit(event: Event): void;
  /** Returns what ends the subscription. */
  listen(listener: (event: Event) => void): () => void;
}

/** What happens while no window listens waits for the next one. */
export function createNews(): News {
  const listeners = new Set<(event: Event) => void>();
  let waiting: Event[] = [];
  return {
    emit: (event) => {
      if (listeners.size === 0) waiting.push(event);
      for (const listener of listeners) listener(event);
    },
    listen: (listener) => {
      listeners.add(listener);
      const held = waiting;
      waiting = [];
      for (const event of held) listener(event);
      return () => listeners.delete(listener);
    },
  };
}
