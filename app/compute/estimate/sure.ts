import type { Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import { leastOnLogScale, type LogRange } from './logSearch.ts';
import { probeLength, signs } from './probe.ts';

/** A denoiser: f_λ(y), of y's shape. */
export type Denoise = (y: Image, strength: number) => Float32Array;

/**
 * The strength λ of the least expected squared error of a denoiser, by Stein's unbiased risk estimate
 * ‖f_λ(y) − y‖² + 2σ² div f_λ(y) − Nσ², the divergence along one random probe: δᵀ(f_λ(y + εδ) − f_λ(y)) / ε
 * (Ramani, Blu & Unser, "Monte-Carlo SURE", IEEE TIP 2008). The same probe for every λ makes the curve
 * smooth. Each λ that is tried costs two runs of the denoiser on every patch.
 * @param patches noisy images that count together
 * @param noise standard deviation, 8-bit units; above 0
 */
export function sureStrength(
  patches: readonly Image[],
  noise: number,
  denoise: Denoise,
  range: LogRange,
): number {
  const sigma = noise / 255;
  const length = probeLength(sigma);
  const probes = patches.map((patch) => shifted(patch, length));
  return leastOnLogScale((strength) => {
    let risk = 0;
    for (const [k, patch] of patches.entries()) {
      const { direction, image } = probes[k]!;
      const x = denoise(patch, strength);
      const moved = denoise(image, strength);
      let residual = 0;
      let divergence = 0;
      for (let i = 0; i < x.length; i++) {
        residual += (x[i]! - patch.data[i]!) ** 2;
        divergence += direction[i]! * (moved[i]! - x[i]!);
      }
      risk += residual + (2 * sigma * sigma * divergence) / length;
    }
    return risk;
  }, range);
}

function shifted(patch: Image, length: number): { direction: Float32Array; image: Image } {
  const direction = signs(patch.data.length);
  const data = floats(patch.data.length);
  for (let i = 0; i < data.length; i++) data[i] = patch.data[i]! + length * direction[i]!;
  return { direction, image: { ...patch, data } };
}
