import type { Event } from '../../contract/index.ts';

type Listener = (event: Event) => void;

/** So many notices wait for the first listener. */
const maxWaiting = 20;

/** News for whoever listens. Notices from before there was a listener wait for the first one. */
export function createEvents(): { emit: Listener; onEvent: (listener: Listener) => () => void } {
  const listeners = new Set<Listener>();
  let waiting: Event[] = [];
  return {
    emit(event) {
      if (listeners.size > 0) for (const listener of [...listeners]) listener(event);
      else if (event.type === 'notice' && waiting.length < maxWaiting) waiting.push(event);
    },
    onEvent(listener) {
      listeners.add(listener);
      const missed = waiting;
      waiting = [];
      for (const event of missed) listener(event);
      return () => listeners.delete(listener);
    },
  };
}
