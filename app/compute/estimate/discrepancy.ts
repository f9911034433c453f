import type { Image } from '../image.ts';
import { crossingOnLogScale, type LogRange } from './logSearch.ts';

/** What a method leaves of the data: y − H f_λ(y), of y's shape. */
export type Residual = (y: Image, strength: number) => Float32Array;

/**
 * The strength λ whose residual is as large as the noise: ‖y − H f_λ(y)‖² = Nσ² (Morozov's discrepancy
 * principle). Smooths more than the least error asks for, as a denoiser's residual lacks the noise that
 * it let pass; in return it needs one run per λ, and nothing but a residual that grows with λ.
 * @param patches measurements that count together
 * @param noise standard deviation, 8-bit units; above 0
 */
export function discrepancyStrength(
  patches: readonly Image[],
  noise: number,
  residual: Residual,
  range: LogRange,
): number {
  const variance = (noise / 255) ** 2;
  return crossingOnLogScale((strength) => {
    let energy = 0;
    let size = 0;
    for (const patch of patches) {
      for (const value of residual(patch, strength)) energy += value * value;
      size += patch.data.length;
    }
    return energy / (size * variance) - 1;
  }, range);
}
