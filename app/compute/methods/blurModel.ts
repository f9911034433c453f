import { likeImage, plane, type Image } from '../image.ts';
import type { Spectrum } from '../kernels/fft2.ts';
import type { ForwardModel } from '../method.ts';
import { Convolution, type Boundary } from '../operators/convolution.ts';
import { PeriodicFrame } from '../operators/periodicFrame.ts';
import type { Psf } from '../operators/psf.ts';
import { transferFunction } from '../operators/transferFunction.ts';

/**
 * Contrast that a picture's detail is taken to have, 8-bit units: the noise, once divided by the
 * transfer function, must stay below it for a frequency to count as determined.
 */
const detail = 50;
/** Below this share of its light a frequency is lost to rounding, whatever the noise. */
const lost = 1e-3;

/** |k̂| from which a frequency counts as measured: max(0.001, noise / 50 levels). */
export function rangeThreshold(noise: number): number {
  return Math.max(lost, noise / detail);
}

/**
 * y = k ⋆ x + noise. A⁺A is taken as the Fourier projection on the frequencies where |k̂| reaches
 * `rangeThreshold(noise)`: with the periodic boundary a projection exactly, with reflection up to a margin
 * of the PSF's size.
 */
export function blurModel(
  size: { readonly width: number; readonly height: number },
  psf: Psf,
  boundary: Boundary,
  noise: number,
): ForwardModel {
  const perChannel = (x: Image, map: (from: Float32Array, to: Float32Array) => void): Image => {
    const result = likeImage(x);
    for (let channel = 0; channel < x.channels; channel++) map(plane(x, channel), plane(result, channel));
    return result;
  };
  const model = {
    noise,
    estimated: false,
    apply(x: Image) {
      const convolution = new Convolution(size.width, size.height, psf, boundary);
      return perChannel(x, (from, to) => convolution.apply(from, to));
    },
  };
  if (psf.data.length === 1) return model;
  return {
    ...model,
    projectOnRange(x) {
      const frame = new PeriodicFrame(size.width, size.height, psf, boundary);
      const transfer = transferFunction(psf, frame.transform);
      const spectrum = frame.transform.createSpectrum();
      keepReached(transfer, rangeThreshold(noise));
      return perChannel(x, (from, to) => {
        const extended = frame.extend(from);
        frame.transform.filter(extended, transfer, false, spectrum, extended);
        frame.crop(extended, to);
      });
    },
  };
}

/** 1 in place of what reaches the threshold in size, 0 of the rest. */
function keepReached({ re, im }: Spectrum, threshold: number): void {
  for (let i = 0; i < re.length; i++) re[i] = re[i]! ** 2 + im[i]! ** 2 < threshold ** 2 ? 0 : 1;
  im.fill(0);
}
