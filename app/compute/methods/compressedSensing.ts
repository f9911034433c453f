import { LeastSquares } from '../dataTerms/leastSquares.ts';
import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { Channelwise } from '../operators/channelwise.ts';
import { gaussianMeasurement } from '../operators/measurement.ts';
import { choice } from '../parameters.ts';
import { Fista } from '../solvers/forwardBackward.ts';
import { iterate } from '../solvers/iterate.ts';
import { measurementModel } from './measurementModel.ts';
import { fraction, iterations, seed, strength, tolerance } from './recoverParameters.ts';
import { bases, sparsityIn } from './sparseBasis.ts';

export const compressedSensing = defineMethod({
  id: 'compressed-sensing',
  task: 'recover',
  title: 'Compressed sensing',
  summary:
    'Recovers a picture from random sums of its pixels, fewer than it has pixels, by the fewest coefficients that explain them. For small pictures: the work grows with the square of their pixels.',
  reference:
    'Candès, Romberg and Tao, IEEE Trans. Inf. Theory 2006; Donoho 2006; solved by Beck and Teboulle 2009',
  slow: true,
  parameters: {
    fraction,
    seed,
    basis: choice({
      label: 'Basis',
      help: 'In which the picture has few large coefficients.',
      options: bases,
      default: 'cosines',
    }),
    strength: strength('λ in ½‖A x − y‖² + λ ‖W x‖₁, for values from 0 to 1: larger is sparser.', 0.01),
    iterations: iterations(500),
    tolerance,
  },
  tiling: { kind: 'whole' },
  workingCopies: 16,
  forwardModel: ({ image }, values) =>
    measurementModel(image, () => gaussianMeasurement(image.width, image.height, values).operator),
  async *run({ image }, values) {
    const { width, height, channels } = image;
    const { operator } = gaussianMeasurement(width, height, values);
    const dataTerm = new LeastSquares(new Channelwise(operator, channels), image.data);
    const result = likeImage(image);
    const solver = new Fista(dataTerm, sparsityIn(values.basis, image, values.strength), result.data);
    yield* iterate(solver, values);
    result.data.set(solver.solution());
    return result;
  },
});
