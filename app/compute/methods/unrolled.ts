import { UserFacingError } from '../errors.ts';
import type { Context } from '../method.ts';
import type { LearnedNumber } from '../network.ts';
import type { SplittingStep } from '../solvers/plugAndPlaySplitting.ts';
import { leastNoise } from './plugAndPlay.ts';

/** The networks that were trained within the steps of a splitting. */
export const unrolledNetworks = (): readonly string[] => ['unrolled'];

/**
 * The steps in which the network of an unrolled method was trained.
 * @param noise of the data, 8-bit units
 * @param scale of the enlargement, 1 for none
 * @throws UserFacingError where the network has no such steps
 */
export function learnedSchedule({ network }: Context, noise: number, scale: number): SplittingStep[] {
  if (network?.steps === undefined || network.steps.length === 0)
    throw new UserFacingError(
      'the network does not say in which steps it was trained',
      'put the model "unrolled" that comes with the app into the models folder',
      network?.name,
    );
  const sigma = Math.log(Math.max(leastNoise, noise));
  const at = ([a, b, c]: LearnedNumber) => Math.exp(a + b * sigma + c * Math.log(scale));
  return network.steps.map(({ weight, level }) => ({ weight: at(weight), level: at(level) / 255 }));
}
