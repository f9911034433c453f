import type { Image } from '../image.ts';
import { secondDifferenceEigenvalues } from '../operators/laplacianSpectrum.ts';
import { cosineEnergies } from './cosineEnergies.ts';
import { leastOnLogScale } from './logSearch.ts';

/** Below the first nothing visible changes, beyond the last hardly anything is left. */
export const sobolevStrengths = { low: 1e-3, high: 1e4 };

/**
 * The λ of min ½‖x − y‖² + λ/2 ‖∇x‖² with the least expected squared error. The solution multiplies the cosine
 * mode of eigenvalue s by 1/(1 + λs), so that Stein's estimate and its divergence are exact:
 * Σ (λs/(1 + λs))² |ŷ|² + σ² Σ (2/(1 + λs) − 1).
 * @param noise standard deviation, 8-bit units
 */
export function sobolevStrength(image: Image, noise: number): number {
  const variance = (noise / 255) ** 2;
  if (variance === 0) return sobolevStrengths.low;
  const { width, height, channels } = image;
  const energies = cosineEnergies(image);
  const across = secondDifferenceEigenvalues(width, 'reflect');
  const down = secondDifferenceEigenvalues(height, 'reflect');
  const risk = (strength: number): number => {
    let sum = 0;
    for (let v = 0, i = 0; v < height; v++)
      for (let u = 0; u < width; u++, i++) {
        const kept = 1 / (1 + strength * (across[u]! + down[v]!));
        sum += (1 - kept) ** 2 * energies[i]! + 2 * variance * channels * kept;
      }
    return sum;
  };
  return leastOnLogScale(risk, { ...sobolevStrengths, start: 1, factor: 2, tolerance: 0.005 });
}
