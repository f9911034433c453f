import { setImmediate } from 'node:timers/promises';
import { Cancelled } from '../processes/errors.ts';
import type { Gate } from '../processes/gate.ts';

/** Between two yields the loop must turn so often, or a cancel would not be heard. */
const longestBreathMs = 30;

/**
 * Lets messages in where the last time is a while ago; waits or stops where one of them said so. A
 * solver that is not asked for its next step stands still, with all that it holds.
 */
export function createBreath(signal: AbortSignal | undefined, gate?: Gate): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last > longestBreathMs) {
      await setImmediate();
      last = Date.now();
    }
    if (gate?.shut === true) await gate.passed(signal);
    if (signal?.aborted === true) throw new Cancelled();
  };
}
