import { casesOf } from '../../../compute/inversion/cases.ts';
import { contest, type CaseResult } from '../../../compute/inversion/contest.ts';
import { withRoom } from '../../../compute/kernels/memory.ts';
import type { CallOptions } from '../../processes/calls.ts';
import { createBreath } from '../breathe.ts';
import type { InversionInput } from '../protocol.ts';
import { findInverters } from './networks.ts';

const clock = (): number => performance.now() / 1000;

/** Inverts a photo that was blurred, by the solver and by the networks, telling the share that is done. */
export async function inversion(
  { modelsFolder, photo, seed }: InversionInput,
  { onProgress, signal, gate }: CallOptions<number> = {},
): Promise<CaseResult[]> {
  const breathe = createBreath(signal, gate);
  const { trained, inverters } = await findInverters(modelsFolder);
  return withRoom(async () => {
    const running = contest(casesOf(photo, trained, seed), inverters, seed, clock);
    for (;;) {
      const { done, value } = await running.next();
      if (done) return value;
      onProgress?.(value);
      await breathe();
    }
  });
}
