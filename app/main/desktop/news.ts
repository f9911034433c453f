import type { Event } from '../../contract/index.ts';

/** Events that the desktop adds to those of the services: menu commands and files to open. */
export interface News {
  emit(event: Event): void;
  /** Returns what ends the subscription. */
  listen(listener: (event: Event) => void): () => void;
}

/** Files that arrive while no window listens wait for the next one; other events are of the moment. */
export function createNews(): News {
  const listeners = new Set<(event: Event) => void>();
  let waiting: Event[] = [];
  return {
    emit: (event) => {
      if (listeners.size === 0 && event.type === 'openFiles') waiting.push(event);
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
