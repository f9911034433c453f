import { integer } from '../parameters.ts';
import type { NoiseSchedule } from '../solvers/plugAndPlaySplitting.ts';

/** Data are never trusted further than to this, 8-bit units: about what rounding to 8 bits leaves. */
export const leastNoise = 0.255;

/** How far a denoised pixel is felt in practice; networks see farther, but hardly heed what they see there. */
export const denoisingHalo = 64;

export function stepsParameter(standard: number) {
  return integer({
    label: 'Iterations',
    help: 'How often the denoiser runs, from a high noise level down to the last one.',
    min: 1,
    max: 200,
    default: standard,
    scale: 'log',
  });
}

/**
 * The levels that the denoiser is told, in 8-bit units.
 * @param noise of the data, 8-bit units
 */
export function scheduleFor(noise: number, first: number, last: number, steps: number): NoiseSchedule {
  const data = Math.max(leastNoise, noise);
  const end = Math.max(data, last);
  return { first: Math.max(first, end) / 255, last: end / 255, data: data / 255, steps };
}
