import type { Image } from '../image.ts';
import type { Context, Iterations } from '../method.ts';
import { networkOf, runNetwork } from '../runNetwork.ts';

/** The whole work of a method that is one run of a network. */
export async function* runOnce(context: Context, image: Image, level?: number): Iterations<Image> {
  const network = networkOf(context);
  yield { iteration: 0, iterations: 1 };
  const result = await runNetwork(network, image, level);
  yield { iteration: 1, iterations: 1 };
  return result;
}
