import type { PowerLaw } from '../estimate/powerSpectrum.ts';
import type { Fft2, Spectrum } from '../kernels/fft2.ts';
import { accelerated, floats } from '../kernels/memory.ts';
import { blocks } from '../kernels/vectors.ts';

/**
 * Power spectral density of photographs, c / f² with f in cycles per pixel and values in [0, 1]: c is the
 * median over 48 photographs, measured by `estimatePowerSpectrum` (the quartiles are 1.2e-4 and 1.1e-3).
 */
export const photographs: PowerLaw = { c: 4.1e-4, exponent: 2 };

/** Noise, 8-bit units, below which rounding counts as noise. */
const leastNoise = 0.05;

/**
 * Noise-to-signal power ratio σ² f^p / c of each frequency of the half spectrum; 0 at the mean.
 * @param noise σ in 8-bit units
 */
export function noiseToSignal(
  { width, height, columns }: Fft2,
  noise: number,
  { c, exponent }: PowerLaw = photographs,
): Float32Array {
  const scale = (Math.max(noise, leastNoise) / 255) ** 2 / c;
  const ratio = floats(height * columns);
  // The usual exponent is spared the power of every frequency.
  if (exponent === 2 && accelerated('noiseToSignal', height, [ratio], scale, width, height)) return ratio;
  for (let v = 0, i = 0; v < height; v++) {
    const fy = Math.min(v, height - v) / height;
    for (let u = 0; u < columns; u++, i++) ratio[i] = scale * (fy * fy + (u / width) ** 2) ** (exponent / 2);
  }
  return ratio;
}

/**
 * Wiener's filter, conj(k̂) / (|k̂|² + strength · N/S), in place of k̂: the linear estimate of least
 * mean square error for a picture of power spectrum S under white noise N. The mean (N/S = 0) is kept.
 */
export function wienerFilter(transfer: Spectrum, ratio: Float32Array, strength: number): void {
  const { re, im } = transfer;
  if (accelerated('wienerFilter', blocks(ratio), [re, im, ratio], strength, ratio.length)) return;
  for (let i = 0; i < ratio.length; i++) {
    const scale = 1 / (re[i]! ** 2 + im[i]! ** 2 + strength * ratio[i]!);
    re[i] = re[i]! * scale;
    im[i] = -im[i]! * scale;
  }
}
