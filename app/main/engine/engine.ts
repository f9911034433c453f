import { UserFacingError } from '../../compute/errors.ts';
import { createBreath } from './breathe.ts';
import { change } from './change.ts';
import { inversion } from './inversion/run.ts';
import { readModel } from './network/catalogue.ts';
import { importModel } from './network/importModel.ts';
import { openNetwork } from './network/openNetwork.ts';
import { listDevices } from './network/runtime.ts';
import type { EngineCalls } from './protocol.ts';
import { residualPair } from './residualPair.ts';
import { run } from './run.ts';
import { damageIn } from './sample.ts';
import { score } from './score.ts';
import { sparseCodes } from './sparseCodes/run.ts';

/** What the engine does, in whichever process it is called. */
export const engine: EngineCalls = {
  run,
  estimate: ({ source }, options) => damageIn(source, createBreath(options?.signal)),
  change: ({ a, b }, options) => change(a, b, createBreath(options?.signal)),
  score: ({ a, b }) => score(a, b),
  residualPair,
  devices: () => listDevices(),
  checkModel: async ({ folder }) => {
    try {
      await openNetwork(await readModel(folder), 'cpu');
      return null;
    } catch (error) {
      if (error instanceof UserFacingError) return error.problem;
      throw error;
    }
  },
  importModel: (input, options) => importModel(input, createBreath(options?.signal)),
  sparseCodes,
  inversion,
};
