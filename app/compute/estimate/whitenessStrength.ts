import { type Image, plane } from '../image.ts';
import { fft2 } from '../kernels/fft2.ts';
import type { Residual } from './discrepancy.ts';
import { leastOnLogScale, type LogRange } from './logSearch.ts';

/**
 * The strength λ whose residual y − H f_λ(y) is most like white noise: the least sum of squares of its
 * normalised circular autocorrelation at next neighbours (Almeida and Figueiredo, IEEE TIP 2013; Lanza,
 * Pragliola and Sgallari, "Residual whiteness principle for parameter-free image restoration", ETNA 2020).
 * Needs no knowledge of the noise but that it is white.
 * @param patches measurements that count together
 */
export function whitenessStrength(patches: readonly Image[], residual: Residual, range: LogRange): number {
  return leastOnLogScale((strength) => {
    let correlation = 0;
    for (const patch of patches)
      correlation += squaredCorrelation({ ...patch, data: residual(patch, strength) });
    return correlation;
  }, range);
}

/**
 * Only next neighbours count: what a method leaves of fine texture is correlated further away too, at every
 * strength, and would hide what changes with it (photographs: half the loss that three pixels give).
 */
const reach = 1;

/** Σ ρ² over the small lags but 0 of the circular autocorrelation without the mean; all channels. */
export function squaredCorrelation(residual: Image): number {
  const { width, height, channels } = residual;
  const transform = fft2(width, height);
  let sum = 0;
  for (let channel = 0; channel < channels; channel++) {
    const spectrum = transform.forward(plane(residual, channel));
    const { re, im } = spectrum;
    for (let i = 0; i < re.length; i++) {
      re[i] = i === 0 ? 0 : re[i]! ** 2 + im[i]! ** 2;
      im[i] = 0;
    }
    const products = transform.inverse(spectrum);
    if (products[0]! > 0)
      for (const { x, y } of smallLags(width, height)) sum += (products[y * width + x]! / products[0]!) ** 2;
  }
  return sum;
}

/** Each lag once, negative ones wrapped around. */
function* smallLags(width: number, height: number): Generator<{ x: number; y: number }> {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const small = Math.min(x, width - x) <= reach && Math.min(y, height - y) <= reach;
      if (small && (x > 0 || y > 0)) yield { x, y };
    }
}
