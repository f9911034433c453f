import { denoisers } from '../../compute/denoiser.ts';
import { UserFacingError } from '../../compute/errors.ts';
import type { BoundMethod, Method } from '../../compute/method.ts';
import { networkMethod } from '../../compute/methods/networkMethod.ts';
import { findMethod as findListed, methods } from '../../compute/methods/registry.ts';
import { unrolledNetworks } from '../../compute/methods/unrolled.ts';
import { levelOf, type Card } from './network/card.ts';
import { findModels, type ModelFolder } from './network/catalogue.ts';
import { openNetwork, type OpenedNetwork } from './network/openNetwork.ts';

/** A network that a method runs, with what limits its tiles. */
export interface FoundNetwork {
  readonly card: Card;
  load(device: string, devicesFile?: string): Promise<OpenedNetwork>;
}

export interface FoundMethod {
  readonly method: Method;
  /**
   * The network that it runs with these values; null where it needs none.
   * @throws UserFacingError where the network is missing or broken
   */
  networkFor(bound: BoundMethod): FoundNetwork | null;
}

/** A card as a method: the same form, command line and batch as every other. */
export function methodOfCard(card: Card): Method {
  return networkMethod({ ...card, level: levelOf(card) });
}

/**
 * A method by its id: one of the registry's, or a network of the models' folders.
 * @throws UserFacingError for an unknown id and for a model that is broken
 */
export async function findMethod(id: string, modelFolders: readonly string[]): Promise<FoundMethod> {
  const listed = methods.find((method) => method.id === id);
  if (listed?.needsNetwork === false) return { method: listed, networkFor: () => null };
  const models = await findModels(modelFolders);
  const networkFor = ({ networks }: BoundMethod): FoundNetwork => {
    const [model] = networks.flatMap((wanted) =>
      models.filter((model) => model.name === wanted && serves(model)),
    );
    if (model !== undefined)
      return {
        card: soundCard(model),
        load: (device, devicesFile) => openNetwork(model, device, devicesFile),
      };
    throw new UserFacingError(
      'needs a network that is not installed',
      `put the model "${networks.join('" or "')}" into the models folder`,
      id,
    );
  };
  if (listed !== undefined) return { method: listed, networkFor };
  const model = models.find(({ name }) => name === id);
  return { method: model === undefined ? findListed(id) : methodOfCard(soundCard(model)), networkFor };
}

/** Somebody's own network may bear the name of a denoiser and know no noise level, or no steps. */
const serves = ({ name, card }: ModelFolder): boolean =>
  (!denoisers().includes(name) || card?.noise !== 'none') &&
  (!unrolledNetworks().includes(name) || card?.steps !== undefined);

function soundCard({ card, problem, name }: ModelFolder): Card {
  if (card !== null && problem === null) return card;
  throw new UserFacingError(problem ?? 'card.json is missing', 'import or fetch the model again', name);
}
