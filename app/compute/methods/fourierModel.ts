import type { Image } from '../image.ts';
import type { ForwardModel } from '../method.ts';
import { fourierMeasurement } from '../operators/measurement.ts';
import type { SamplingPattern } from '../operators/samplingMask.ts';
import { measurementModel } from './measurementModel.ts';

/** y = sampled Fourier coefficients; AᵀA is the projection on what they determine. */
export function fourierModel(
  image: Image,
  sampling: { readonly pattern: SamplingPattern; readonly fraction: number; readonly seed: number },
): ForwardModel {
  const coefficients = new Float32Array(image.width * image.height);
  return measurementModel(
    image,
    () => fourierMeasurement(image.width, image.height, sampling).operator,
    (operator, x, out) => {
      operator.apply(x, coefficients);
      operator.applyAdjoint(coefficients, out);
    },
  );
}
