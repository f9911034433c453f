import { defineMethod } from '../defineMethod.ts';
import { likeImage, plane, type Image } from '../image.ts';
import { filteredBackProjection as backProject } from '../operators/filteredBackProjection.ts';
import { scanOf, tomographyMeasurement } from '../operators/measurement.ts';
import { measurementModel } from './measurementModel.ts';
import { angles } from './recoverParameters.ts';

export const filteredBackProjection = defineMethod({
  id: 'filtered-back-projection',
  task: 'recover',
  title: 'Tomography: filtered back projection',
  summary:
    'Smears the filtered views back over the picture. Instant; the baseline, with streaks where views are few.',
  reference:
    'Ramachandran and Lakshminarayanan, "Three-dimensional reconstruction from radiographs and electron micrographs", 1971',
  parameters: { angles },
  tiling: { kind: 'whole' },
  workingCopies: 6,
  forwardModel: ({ image }, values) =>
    measurementModel(image, () => tomographyMeasurement(image.width, image.height, values.angles).operator),
  async *run({ image }, values) {
    const result = likeImage(image);
    yield await Promise.resolve({ iteration: 1, iterations: 1 });
    backProjected(image, values.angles, result);
    return result;
  },
});

/** Every channel's sinogram, undone by itself. */
export function backProjected(sinogram: Image, views: number, out: Image): void {
  const scan = scanOf(sinogram.width, sinogram.height, views);
  for (let channel = 0; channel < sinogram.channels; channel++) {
    const rows = plane(sinogram, channel).subarray(0, views * scan.bins);
    backProject(scan, rows, plane(out, channel));
  }
}
