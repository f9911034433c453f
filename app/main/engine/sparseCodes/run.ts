import { withRoom } from '../../../compute/kernels/memory.ts';
import { errorCurves, lassoContestants, type ErrorCurve } from '../../../compute/sparseCodes/errorCurves.ts';
import type { CallOptions } from '../../processes/calls.ts';
import { createBreath } from '../breathe.ts';
import type { SparseCodesInput } from '../protocol.ts';
import { openSparseCodeNetworks } from './networks.ts';

/** Enough for FISTA to end, and to show where ISTA stands by then. */
const lassoSteps = 256;

/** Runs solvers and networks on the same sparse codes, telling the share that is done. */
export async function sparseCodes(
  { modelsFolder, ...trials }: SparseCodesInput,
  { onProgress, signal, gate }: CallOptions<number> = {},
): Promise<ErrorCurve[]> {
  const breathe = createBreath(signal, gate);
  const networks = await openSparseCodeNetworks(modelsFolder);
  const contestants = [
    ...lassoContestants(networks.dictionary, networks.weight, lassoSteps),
    ...networks.contestants(trials.target, trials.snr),
  ];
  return withRoom(async () => {
    const curves = errorCurves(networks, contestants, trials);
    for (;;) {
      const { done, value } = await curves.next();
      if (done) return value;
      onProgress?.(value);
      await breathe();
    }
  });
}
