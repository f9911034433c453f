import { integer } from '../parameters.ts';
import type { SplittingStep } from '../solvers/plugAndPlaySplitting.ts';

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

/** The paper has 0.23; fitted again on photographs with Levin's blurs and a small network. */
const priorWeight = 0.3;

/**
 * DPIR's schedule: levels σₖ that fall evenly on a logarithmic scale, weights 0.3 σ²/σₖ². All in 8-bit units.
 * @param noise σ, of the data
 * @param first level of the first denoising
 * @param last level of the last one, the only one where there is but one step
 */
export function scheduleFor(noise: number, first: number, last: number, steps: number): SplittingStep[] {
  const data = Math.max(leastNoise, noise);
  const end = Math.max(data, last);
  const start = Math.max(first, end);
  return Array.from({ length: steps }, (_, index) => {
    const level = start * (end / start) ** (steps === 1 ? 1 : index / (steps - 1));
    return { level: level / 255, weight: priorWeight * (data / level) ** 2 };
  });
}
