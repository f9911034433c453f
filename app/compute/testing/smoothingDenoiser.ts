import { createImage, plane, type Image } from '../image.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { convolveSeparable } from '../kernels/separable.ts';
import type { Network } from '../network.ts';

/** Pixels of blur for a noise of one 8-bit unit. */
const blurPerLevel = 0.03;

/** A stand-in for a trained denoiser: a Gaussian filter, the wider the more noise it is told. */
export function smoothingDenoiser(channels: 1 | 3 = 3): Network {
  return {
    name: 'smoothing',
    channels,
    scale: 1,
    takesNoise: true,
    run: (input, noise = 0) => Promise.resolve(smoothed(input, blurPerLevel * noise)),
  };
}

function smoothed(image: Image, sigma: number): Image {
  const { width, height, channels } = image;
  const result = createImage(width, height, channels);
  const weights = gaussianWeights(Math.max(0.01, sigma));
  for (let channel = 0; channel < channels; channel++)
    convolveSeparable(plane(image, channel), width, height, weights, plane(result, channel));
  return result;
}
