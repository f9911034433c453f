import { join } from 'node:path';
import { UserFacingError } from '../../../compute/errors.ts';
import type { Inverter } from '../../../compute/inversion/contest.ts';
import type { Measuring } from '../../../compute/inversion/problem.ts';
import { readModel } from '../network/catalogue.ts';
import { openNetwork } from '../network/openNetwork.ts';

/** The folders of one network trained in three ways. */
const ways = ['supervised', 'self-supervised', 'unsupervised'] as const;

/** @throws UserFacingError where one is missing, or was trained for another problem than the rest */
export async function findInverters(
  modelsFolder: string,
): Promise<{ trained: Measuring; inverters: Inverter[] }> {
  const models = await Promise.all(ways.map((way) => readModel(join(modelsFolder, 'inversion', way))));
  const [trained] = models.map(({ card }) => card?.problem);
  const odd = models.find(({ card }) => JSON.stringify(card?.problem) !== JSON.stringify(trained));
  if (trained === undefined || odd !== undefined)
    throw new UserFacingError(
      'the networks of three ways to train are not for one problem',
      'install the app again',
      odd?.name ?? ways[0],
    );
  const inverters = models.map((model) => ({
    id: model.name,
    title: model.card?.title ?? model.name,
    open: async () => (await openNetwork(model, 'cpu')).network,
  }));
  return { trained, inverters };
}
