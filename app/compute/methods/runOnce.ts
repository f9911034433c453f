import type { Image } from '../image.ts';
import type { Context, Iterations } from '../method.ts';
import { networkOf, runNetwork } from '../runNetwork.ts';

/** The whole work of a method that is one run of a network. */
export function runOnce(context: Context, image: Image, level?: number): Iterations<Image> {
  return once(() => runNetwork(networkOf(context), image, level));
}

/** A method's work that is done in one go. */
export async function* once(work: () => Promise<Image>): Iterations<Image> {
  yield { iteration: 0, iterations: 1 };
  const result = await work();
  yield { iteration: 1, iterations: 1 };
  return result;
}
