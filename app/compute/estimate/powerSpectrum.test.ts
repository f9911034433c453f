import { describe, expect, it } from 'vitest';
import { createImage, plane } from '../image.ts';
import { fft2 } from '../kernels/fft2.ts';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { normalVector, withNoise } from '../testing/random.ts';
import { estimatePowerSpectrum } from './powerSpectrum.ts';

/** A random picture of power spectral density c / f^p. */
function fractal(side: number, c: number, exponent: number, seed: number) {
  const transform = fft2(side, side);
  const spectrum = transform.forward(normalVector(side * side, seed));
  for (let v = 0, i = 0; v < side; v++)
    for (let u = 0; u < transform.columns; u++, i++) {
      const f = Math.hypot(Math.min(v, side - v), u) / side;
      const amplitude = f === 0 ? 0 : Math.sqrt(c / f ** exponent);
      spectrum.re[i] = spectrum.re[i]! * amplitude;
      spectrum.im[i] = spectrum.im[i]! * amplitude;
    }
  return { ...createImage(side, side, 1), data: transform.inverse(spectrum) };
}

const gaussian = samplePsf({ kind: 'gaussian', sigma: 1.5 });

describe('the power spectrum of a photo', () => {
  it.each([
    [4e-4, 2],
    [1e-3, 1.6],
    [2e-4, 2.5],
  ])('is found through blur and noise: %d / f^%d', (c, exponent) => {
    const picture = fractal(192, c, exponent, 3);
    const blurred = createImage(192, 192, 1);
    new Convolution(192, 192, gaussian, 'periodic').apply(plane(picture, 0), blurred.data);
    const law = estimatePowerSpectrum(withNoise(blurred, 2, 4), gaussian, 2);
    expect(law?.exponent).toBeGreaterThan(exponent - 0.2);
    expect(law?.exponent).toBeLessThan(exponent + 0.2);
    // Where both laws meet the fitted frequencies, about 0.06 cycles per pixel.
    const at = (of: { c: number; exponent: number }) => of.c / 0.06 ** of.exponent;
    expect(at(law!) / at({ c, exponent })).toBeGreaterThan(0.7);
    expect(at(law!) / at({ c, exponent })).toBeLessThan(1.4);
  });

  it('is not guessed from noise, a constant or a pixel', () => {
    const noise = withNoise(createImage(64, 64, 1), 10, 1);
    expect(estimatePowerSpectrum(noise, gaussian, 10)).toBeNull();
    expect(estimatePowerSpectrum(createImage(40, 30, 3), gaussian, 2)).toBeNull();
    expect(estimatePowerSpectrum(createImage(1, 1, 1), samplePsf({ kind: 'box', size: 1 }), 2)).toBeNull();
  });
});
