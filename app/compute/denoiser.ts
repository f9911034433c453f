import type { Image } from './image.ts';
import type { Context } from './method.ts';
import { networkOf, runNetwork } from './runNetwork.ts';

/** Removes white Gaussian noise of standard deviation `sigma`, in the image's own units, from grey or colour. */
export type Denoise = (image: Image, sigma: number) => Promise<Image>;

/** The networks that remove Gaussian noise of any given level, the best first. */
export const denoisers = (): readonly string[] => ['denoiser', 'denoiser-fast'];

/** The denoiser that a method with `networks: denoisers` is given. */
export function denoiserOf(context: Context): Denoise {
  const network = networkOf(context);
  return (image, sigma) => runNetwork(network, image, 255 * sigma);
}
