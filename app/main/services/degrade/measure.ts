import { UserFacingError } from '../../../compute/errors.ts';
import { createImage, type Image, plane } from '../../../compute/image.ts';
import type { Random } from '../../../compute/kernels/random.ts';
import { measurementOf, type MeasurementSpec } from '../../../compute/operators/measurement.ts';
import type { PsfSpec } from '../../../compute/parameters.ts';

/** What is measured instead of photographed: a measurement, or a scene of points to be blurred. */
export type Measure = MeasurementSpec | { readonly kind: 'spikes'; readonly count: number };

/** What is measured of a picture: an image of its size, alpha untouched, and which of its pixels carry a number. */
export function measured(
  image: Image,
  spec: MeasurementSpec,
  colours: number,
): { image: Image; carries: Uint8Array } {
  const { width, height, channels } = image;
  const measurement = measurementOf(spec, width, height);
  const result = createImage(width, height, channels);
  for (let channel = 0; channel < channels; channel++) {
    if (channel < colours) measurement.operator.apply(plane(image, channel), plane(result, channel));
    else plane(result, channel).set(plane(image, channel));
  }
  return { image: result, carries: measurement.measured };
}

/** The picture's light at some pixels chosen by chance, black elsewhere. */
export function spikes(image: Image, count: number, colours: number, random: Random): Image {
  const { width, height, channels } = image;
  const pixels = width * height;
  if (count > pixels)
    throw new UserFacingError(
      `the picture has ${pixels} pixels and no room for ${count} points`,
      'give fewer',
      '--measure',
    );
  const result = createImage(width, height, channels);
  for (let channel = colours; channel < channels; channel++)
    plane(result, channel).set(plane(image, channel));
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(random.uniform() * pixels));
  for (const pixel of chosen)
    for (let channel = 0; channel < colours; channel++)
      plane(result, channel)[pixel] = plane(image, channel)[pixel] ?? 0;
  return result;
}

/**
 * The method that recovers it, with the parameters that describe the measurement.
 * @param psf by which the points were blurred, in the form in which the parameter shall be told
 */
export function recovery<Psf extends string | PsfSpec>(
  measure: Measure,
  psf: Psf,
): { method: string; parameters: Readonly<Record<string, string | number | Psf>> } {
  switch (measure.kind) {
    case 'fourier': {
      const { pattern, fraction, seed } = measure;
      return { method: 'mri-recover', parameters: { pattern, fraction, seed } };
    }
    case 'gaussian': {
      const { fraction, seed } = measure;
      return { method: 'compressed-sensing', parameters: { fraction, seed } };
    }
    case 'tomography':
      return { method: 'tomography-recover', parameters: { angles: measure.angles } };
    case 'spikes':
      return { method: 'sparse-spikes', parameters: { psf } };
  }
}
