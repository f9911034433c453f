/** A child that does what children should not, for the tests of its parent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserFacingError } from '../../../compute/errors.ts';
import type { CallOptions } from '../calls.ts';
import { Cancelled } from '../errors.ts';
import { serveChild } from '../serveChild.ts';

const calls = {
  pid: () => Promise.resolve(process.pid),
  echo: (input: unknown) => Promise.resolve(input),
  async count({ to }: { to: number }, options?: CallOptions<number>): Promise<string> {
    for (let i = 1; i <= to; i++) {
      options?.onProgress?.(i);
      await sleep(5);
      await options?.gate?.passed(options.signal);
      if (options?.signal?.aborted === true) throw new Cancelled();
    }
    return 'counted';
  },
  userError(): Promise<never> {
    throw new UserFacingError('the file is torn', 'mend it', 'photo.jpg');
  },
  fault(): Promise<never> {
    throw new TypeError('undefined is not a function');
  },
  crash(): Promise<never> {
    process.stderr.write('Assertion failed: the roof\n', () => process.exit(3));
    return new Promise(() => undefined);
  },
  exhaust(): Promise<never> {
    const held: Float32Array[] = [];
    for (;;) held.push(new Float32Array(2 ** 40));
  },
  /** Answers nothing and hears nothing. */
  freeze(): Promise<never> {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  },
};

export type TroubledCalls = typeof calls;

serveChild(calls);
