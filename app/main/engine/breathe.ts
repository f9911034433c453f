import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../processes/errors.ts';

/** Between two yields the loop must turn so often, or a cancel would not be heard. */
const longestBreathMs = 30;

/** Lets messages in where the last time is a while ago, and stops where one of them said so. */
export function createBreath(signal: AbortSignal | undefined): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last > longestBreathMs) {
      await setImmediate();
      last = Date.now();
    }
    if (signal?.aborted === true) throw new Cancelled();
  };
}
