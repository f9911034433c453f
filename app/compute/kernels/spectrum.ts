import type { Spectrum } from './fft2.ts';
import { accelerated } from './memory.ts';
import { blocks } from './vectors.ts';

/** spectrum ← spectrum · factor, or · conj(factor). */
export function multiplySpectrum(spectrum: Spectrum, factor: Spectrum, conjugate: boolean): void {
  const { re, im } = spectrum;
  const sign = conjugate ? -1 : 1;
  if (accelerated('multiplySpectrum', blocks(re), [re, im, factor.re, factor.im], sign, re.length)) return;
  for (let i = 0; i < re.length; i++) {
    const fr = factor.re[i]!;
    const fi = sign * factor.im[i]!;
    const xr = re[i]!;
    const xi = im[i]!;
    re[i] = xr * fr - xi * fi;
    im[i] = xr * fi + xi * fr;
  }
}
