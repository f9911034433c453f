import { UserFacingError } from '../../compute/errors.ts';
import type { Method } from '../../compute/method.ts';
import { networkMethod } from '../../compute/methods/networkMethod.ts';
import { findMethod as findListed, methods } from '../../compute/methods/registry.ts';
import type { Card } from './network/card.ts';
import { findModels, type ModelFolder } from './network/catalogue.ts';
import { openNetwork, type OpenedNetwork } from './network/openNetwork.ts';

export interface FoundMethod {
  readonly method: Method;
  /** The network that the method runs, with what limits its tiles; null for methods without one. */
  readonly network: {
    readonly card: Card;
    load(device: string): Promise<OpenedNetwork>;
  } | null;
}

/** A card as a method: the same form, command line and batch as every other. */
export function methodOfCard(card: Card): Method {
  return networkMethod({ ...card, takesNoise: card.noise !== 'none' });
}

/** The networks that serve methods in need of a denoiser, the best first. */
const denoisers = ['denoiser', 'denoiser-fast'];

/**
 * A method by its id: one of the registry's, or a network of the models' folders.
 * @throws UserFacingError for an unknown id, for a model that is broken and where the denoiser that it needs is missing
 */
export async function findMethod(id: string, modelFolders: readonly string[]): Promise<FoundMethod> {
  const listed = methods.find((method) => method.id === id);
  if (listed?.denoiser === false) return { method: listed, network: null };
  const models = await findModels(modelFolders);
  if (listed !== undefined) return { method: listed, network: networkOf(findDenoiser(models, id)) };
  const model = models.find(({ name }) => name === id);
  if (model === undefined) return { method: findListed(id), network: null };
  const network = networkOf(model);
  return { method: methodOfCard(network.card), network };
}

function networkOf(model: ModelFolder): NonNullable<FoundMethod['network']> {
  const { card, problem } = model;
  if (card === null || problem !== null)
    throw new UserFacingError(
      problem ?? 'card.json is missing',
      'import or fetch the model again',
      model.name,
    );
  return { card, load: (device) => openNetwork(model, device) };
}

function findDenoiser(models: readonly ModelFolder[], method: string): ModelFolder {
  const [found] = denoisers.flatMap((wanted) =>
    models.filter(({ name, card }) => name === wanted && card?.noise !== 'none'),
  );
  if (found !== undefined) return found;
  throw new UserFacingError(
    'needs a denoising network, and there is none',
    `put the model "${denoisers.join('" or "')}" into the models folder`,
    method,
  );
}
