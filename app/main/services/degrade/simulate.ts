import type { Image } from '../../../compute/image.ts';
import type { Random } from '../../../compute/kernels/random.ts';
import type { Boundary } from '../../../compute/operators/convolution.ts';
import type { PsfSpec } from '../../../compute/parameters.ts';
import { addNoise, blur, downscale, hide } from './damage.ts';
import { type Measure, measured, spikes } from './measure.ts';

export interface Simulation {
  /** Colour channels of the picture; what comes after them is alpha. */
  readonly colours: number;
  readonly psf: PsfSpec | null;
  readonly boundary: Boundary;
  readonly downscale?: number | undefined;
  readonly measure: Measure | null;
  /** Standard deviation in 8-bit units. */
  readonly noise?: number | undefined;
}

/**
 * What an instrument makes of a picture, in the order of a camera: blur, sampling, measuring, noise.
 * @returns the scene that it looked at (the picture, or points of its light), and what came out
 */
export function simulate(
  picture: Image,
  { colours, psf, boundary, downscale: factor, measure, noise }: Simulation,
  random: Random,
): { scene: Image; image: Image } {
  const scene = measure?.kind === 'spikes' ? spikes(picture, measure.count, colours, random) : picture;
  let image = psf === null ? scene : blur(scene, psf, boundary);
  if (factor !== undefined) image = downscale(image, factor);
  let carries: Uint8Array | null = null;
  if (measure !== null && measure.kind !== 'spikes') ({ image, carries } = measured(image, measure, colours));
  if (noise === undefined) return { scene, image };
  if (image === picture) image = { ...picture, data: picture.data.slice() };
  addNoise(image, noise, colours, random);
  // Only what was measured can be noisy.
  if (carries !== null)
    hide(
      image,
      carries.map((value) => 1 - value),
      colours,
    );
  return { scene, image };
}
