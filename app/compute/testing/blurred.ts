import { createImage, type Image, plane } from '../image.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { convolveSeparable } from '../kernels/separable.ts';

/** Under a Gaussian of standard deviation `sigma` pixels. */
export function blurred(image: Image, sigma: number): Image {
  const result = createImage(image.width, image.height, image.channels);
  for (let channel = 0; channel < image.channels; channel++)
    convolveSeparable(
      plane(image, channel),
      image.width,
      image.height,
      gaussianWeights(sigma),
      plane(result, channel),
    );
  return result;
}
