import { cloneImage } from '../image.ts';
import type { ForwardModel } from '../method.ts';

/** y = x + noise: denoising. Loses nothing, so nothing can be invented. */
export function identityModel(noise: number | null): ForwardModel {
  return { apply: cloneImage, noise, estimated: false };
}
