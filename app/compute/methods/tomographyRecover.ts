import { defineMethod } from '../defineMethod.ts';
import { likeImage, type Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import { Channelwise } from '../operators/channelwise.ts';
import type { BoundedOperator } from '../operators/linearOperator.ts';
import { scanOf, tomographyMeasurement } from '../operators/measurement.ts';
import { normalised } from '../operators/normalised.ts';
import { Product } from '../operators/product.ts';
import { Radon } from '../operators/radon.ts';
import { RampFilter } from '../operators/rampFilter.ts';
import { Box } from '../priors/box.ts';
import { MeasuredPrior } from '../priors/measuredPrior.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { iterate } from '../solvers/iterate.ts';
import { backProjected } from './filteredBackProjection.ts';
import { measurementModel } from './measurementModel.ts';
import { angles, iterations, strength, tolerance } from './recoverParameters.ts';

export const tomographyRecover = defineMethod({
  id: 'tomography-recover',
  task: 'recover',
  title: 'Tomography: total variation',
  summary:
    'Recovers a picture from few X-ray views of it (its sinogram): of all pictures with values from 0 to 1 that agree with them, the least varying. Minutes per megapixel.',
  reference:
    'Sidky and Pan, "Image reconstruction in circular cone-beam computed tomography by constrained, total-variation minimization", 2008; solved by Chambolle and Pock 2011',
  slow: true,
  parameters: {
    angles,
    strength: strength(
      'λ in ½‖H(R x − y)‖² + λ TV(x), H the square root of the ramp filter, ‖H R‖ = 1: larger is simpler.',
      0.001,
    ),
    iterations: iterations(200),
    tolerance,
  },
  tiling: { kind: 'whole' },
  workingCopies: 24,
  forwardModel: ({ image }, values) =>
    measurementModel(image, () => tomographyMeasurement(image.width, image.height, values.angles).operator),
  async *run({ image }, values) {
    const { width, height, channels } = image;
    const result = likeImage(image);
    backProjected(image, values.angles, result);
    const range = new Box(0, 1);
    range.prox(result.data, 1, result.data);
    const { operator, y } = filteredProblem(image, values.angles);
    const variation = new TotalVariation(width, height, channels, values.strength);
    const prior = new MeasuredPrior(new Channelwise(operator, channels), y, variation);
    const solver = new ChambollePock(prior, range, result.data, {
      kind: 'fixed',
      primalStep: primalStep / values.strength,
    });
    yield* iterate(solver, values);
    result.data.set(solver.solution());
    return result;
  },
});

/** τ λ: how far a pixel is expected to move, in the picture's values. */
const primalStep = 0.03;

/**
 * H R of norm 1 and the views filtered alike. R alone blurs: its singular values fall off, and a first-order method
 * would take thousands of steps; those of H R are nearly all the same.
 */
function filteredProblem(image: Image, views: number): { operator: BoundedOperator; y: Float32Array } {
  const scan = scanOf(image.width, image.height, views);
  const filter = new RampFilter(scan.bins, views, 0.5);
  const { operator, factor } = normalised(new Product(filter, new Radon(scan)));
  const size = image.width * image.height;
  const y = floats(operator.outputSize * image.channels);
  for (let channel = 0; channel < image.channels; channel++) {
    const rows = image.data.subarray(channel * size, channel * size + operator.outputSize);
    filter.apply(rows, y.subarray(channel * operator.outputSize, (channel + 1) * operator.outputSize));
  }
  for (let i = 0; i < y.length; i++) y[i] = factor * y[i]!;
  return { operator, y };
}
