import { type Image, plane } from '../image.ts';
import { dct2 } from '../kernels/dct2.ts';
import { floats } from '../kernels/memory.ts';

/** Squared coefficients of the orthonormal cosine transform, summed over channels. */
export function cosineEnergies(image: Image): Float64Array {
  const { width, height } = image;
  const transform = dct2(width, height);
  const energies = new Float64Array(width * height);
  const modes = floats(width * height);
  for (let channel = 0; channel < image.channels; channel++) {
    transform.forward(plane(image, channel), modes);
    for (let i = 0; i < modes.length; i++) energies[i]! += modes[i]! ** 2;
  }
  return energies;
}
