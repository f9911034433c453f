import { UserFacingError } from '../../compute/errors.ts';
import type { Method } from '../../compute/method.ts';
import { networkMethod } from '../../compute/methods/networkMethod.ts';
import { findMethod as findClassical, methods } from '../../compute/methods/registry.ts';
import type { Card } from './network/card.ts';
import { findModels } from './network/catalogue.ts';
import { openNetwork, type OpenedNetwork } from './network/openNetwork.ts';

export interface FoundMethod {
  readonly method: Method;
  /** The network that the method runs, with what limits its tiles; null for classical methods. */
  readonly network: {
    readonly card: Card;
    load(device: string): Promise<OpenedNetwork>;
  } | null;
}

/** A card as a method: the same form, command line and batch as every other. */
export function methodOfCard(card: Card): Method {
  return networkMethod({ ...card, takesNoise: card.noise !== 'none' });
}

/**
 * A method by its id: one of the registry's, or a network of the models' folders.
 * @throws UserFacingError for an unknown id and for a model that is broken
 */
export async function findMethod(id: string, modelFolders: readonly string[]): Promise<FoundMethod> {
  const classical = methods.find((method) => method.id === id);
  if (classical !== undefined) return { method: classical, network: null };
  const model = (await findModels(modelFolders)).find(({ name }) => name === id);
  if (model === undefined) return { method: findClassical(id), network: null };
  const { card, problem } = model;
  if (card === null || problem !== null)
    throw new UserFacingError(problem ?? 'card.json is missing', 'import or fetch the model again', id);
  return {
    method: methodOfCard(card),
    network: { card, load: (device) => openNetwork(model, device) },
  };
}
