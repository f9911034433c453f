import { denoiserOf, type Denoise } from '../denoiser.ts';
import { cloneImage, plane, type Image } from '../image.ts';
import { fromOpponentColours, toOpponentColours } from '../kernels/opponentColours.ts';
import type { Context } from '../method.ts';

/** The lightness of opponent colours is √3 times that of a grey picture. */
const lightness = Math.sqrt(3);

/** A grey denoiser, on colour in opponent colours, in which the channels have little in common. */
export function opponentDenoiserOf(context: Context): Denoise {
  const denoise = denoiserOf(context);
  return async (image, sigma) => {
    if (image.channels !== 3) return denoise(image, sigma);
    const turned = cloneImage(image);
    toOpponentColours(plane(turned, 0), plane(turned, 1), plane(turned, 2));
    const result = scaled(await denoise(scaled(turned, 1 / lightness), sigma / lightness), lightness);
    fromOpponentColours(plane(result, 0), plane(result, 1), plane(result, 2));
    return result;
  };
}

const scaled = (image: Image, factor: number): Image => ({
  ...image,
  data: image.data.map((value) => factor * value),
});
