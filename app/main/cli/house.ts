import type { Settings } from '../../contract/index.ts';
import { Cancelled } from '../processes/errors.ts';
import type { House } from '../services/index.ts';
import type { Context } from './context.ts';

/**
 * Builds the house for one command and takes it down again, whatever happens. Ctrl+C stops the work
 * and cleans up; a second one ends the process at once.
 */
export async function withHouse<T>(
  { locations, terminal, createHouse }: Context,
  settings: Partial<Settings>,
  work: (house: House, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const stop = () => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const house = await createHouse({ kind: 'browser', access: 'paths', settings, ...locations });
    try {
      house.onEvent((event) => {
        if (event.type === 'notice') terminal.note(event.text);
      });
      return await work(house, abort.signal);
    } finally {
      await house.close();
    }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** For work that cannot be stopped itself: Ctrl+C leaves it behind. */
export function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(new Cancelled());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
  // Once nobody waits for it, what it still throws is of no interest.
  work.catch(() => undefined);
  return Promise.race([work, stopped]);
}
