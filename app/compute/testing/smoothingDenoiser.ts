import { createImage, plane, type Image } from '../image.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { convolveSeparable } from '../kernels/separable.ts';
import type { LearnedStep, Network } from '../network.ts';

/** Pixels of blur for a noise of one 8-bit unit. */
const blurPerLevel = 0.03;

/** DPIR's schedule in three steps, from a level of 49 to the noise of the data, for the methods that learned theirs. */
const steps: readonly LearnedStep[] = [0, 0.5, 1].map((part) => {
  const level = [(1 - part) * Math.log(49), part, 0] as const;
  return { level, weight: [Math.log(0.3) - 2 * level[0], 2 - 2 * level[1], 0] };
});

/** A stand-in for a trained network: repeats pixels, then a Gaussian filter, the wider the more noise it is told. */
export function smoothingDenoiser(channels: 1 | 3 = 3, scale = 1): Network {
  return {
    name: 'smoothing',
    channels,
    scale,
    level: 'noise',
    steps,
    run: (input, noise = 0) => Promise.resolve(smoothed(repeated(input, scale), blurPerLevel * noise)),
  };
}

function repeated(image: Image, scale: number): Image {
  const result = createImage(image.width * scale, image.height * scale, image.channels);
  const size = result.width * result.height;
  result.data.forEach((_, i) => {
    const x = Math.floor((i % result.width) / scale);
    const y = Math.floor((i % size) / result.width / scale);
    result.data[i] = image.data[(Math.floor(i / size) * image.height + y) * image.width + x]!;
  });
  return result;
}

function smoothed(image: Image, sigma: number): Image {
  const { width, height, channels } = image;
  const result = createImage(width, height, channels);
  const weights = gaussianWeights(Math.max(0.01, sigma));
  for (let channel = 0; channel < channels; channel++)
    convolveSeparable(plane(image, channel), width, height, weights, plane(result, channel));
  return result;
}
