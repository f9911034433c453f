import type { Fft2, Spectrum } from '../kernels/fft2.ts';
import { floats } from '../kernels/memory.ts';
import { originOf, type Psf } from './psf.ts';

/**
 * The transform of a PSF laid around the corner of a periodic plane: multiplying a spectrum by it is
 * convolving with the PSF. A PSF larger than the plane wraps around it.
 */
export function transferFunction(psf: Psf, transform: Fft2): Spectrum {
  const { width, height } = transform;
  const origin = originOf(psf);
  const plane = floats(width * height);
  for (let row = 0; row < psf.height; row++)
    for (let column = 0; column < psf.width; column++) {
      const y = (((row - origin.y) % height) + height) % height;
      const x = (((column - origin.x) % width) + width) % width;
      plane[y * width + x]! += psf.data[row * psf.width + column]!;
    }
  return transform.forward(plane);
}
