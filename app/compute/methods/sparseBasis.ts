import { UserFacingError } from '../errors.ts';
import type { Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import { DiscreteCosine } from '../operators/discreteCosine.ts';
import { DecimatedTransform } from '../operators/wavelet.ts';
import type { ProximalPrior } from '../priors/prior.ts';
import { Sparsity } from '../priors/sparsity.ts';
import { SparsityInBasis } from '../priors/sparsityInBasis.ts';

export const bases = [
  { value: 'wavelets', label: 'Wavelets (Daubechies)' },
  { value: 'cosines', label: 'Cosines' },
  { value: 'pixels', label: 'Pixels' },
] as const;
export type Basis = (typeof bases)[number]['value'];

/**
 * weight · ‖W x‖₁ for a picture with few large coefficients; means and coarse approximations are free.
 * @throws UserFacingError where a side is odd: then there is no orthonormal wavelet basis
 */
export function sparsityIn(basis: Basis, image: Image, weight: number): ProximalPrior {
  const { width, height, channels } = image;
  const size = width * height;
  if (basis === 'pixels') return new Sparsity(weight);
  const weights = floats(size * channels);
  if (basis === 'cosines') {
    weights.fill(1);
    for (let start = 0; start < weights.length; start += size) weights[start] = 0;
    return new SparsityInBasis(new DiscreteCosine(width, height, channels), weight, weights);
  }
  const levels = levelsFor(width, height);
  if (levels === 0)
    throw new UserFacingError(
      `a picture of ${width} × ${height} pixels has no orthonormal wavelet basis`,
      'measure one with even sides, or choose cosines',
      'basis',
    );
  const transform = new DecimatedTransform(image, 'daubechies4', levels, 'periodic');
  for (const { at, length } of transform.details()) weights.fill(1, at, at + length);
  return new SparsityInBasis(transform, weight, weights);
}

/** How often both sides can be halved, at most four times. */
function levelsFor(width: number, height: number): number {
  let levels = 0;
  while (levels < 4 && width % 2 ** (levels + 1) === 0 && height % 2 ** (levels + 1) === 0) levels++;
  return levels;
}
