import { InvertibleLeastSquares } from '../dataTerms/invertibleLeastSquares.ts';
import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { InvertibleChannelwise } from '../operators/channelwise.ts';
import { fourierMeasurement } from '../operators/measurement.ts';
import { choice } from '../parameters.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { Fista } from '../solvers/forwardBackward.ts';
import { iterate } from '../solvers/iterate.ts';
import { fourierModel } from './fourierModel.ts';
import { fraction, iterations, pattern, seed, strength, tolerance } from './recoverParameters.ts';
import { bases, sparsityIn } from './sparseBasis.ts';

export const mriRecover = defineMethod({
  id: 'mri-recover',
  task: 'recover',
  title: 'MRI: sparse recovery',
  summary:
    'Recovers a picture from few of its Fourier coefficients, as magnetic resonance imaging measures them, by the simplest picture that agrees with them. Hundreds of Fourier transforms: a minute or more per megapixel.',
  reference:
    'Lustig, Donoho and Pauly, "Sparse MRI", 2007; solved by Chambolle and Pock 2011, Beck and Teboulle 2009',
  slow: true,
  parameters: {
    pattern,
    fraction,
    seed,
    prior: choice({
      label: 'Prior',
      help: 'In what the picture is simple.',
      options: [{ value: 'variation', label: 'Total variation' }, ...bases],
      default: 'variation',
    }),
    strength: strength('λ in ½‖F x − y‖² + λ R(x), for values from 0 to 1: larger is simpler.', 0.001),
    iterations: iterations(300),
    tolerance,
  },
  tiling: { kind: 'whole' },
  workingCopies: 24,
  forwardModel: ({ image }, values) => fourierModel(image, values),
  async *run({ image }, values) {
    const { width, height, channels } = image;
    const { operator } = fourierMeasurement(width, height, values);
    const dataTerm = new InvertibleLeastSquares(new InvertibleChannelwise(operator, channels), image.data);
    const result = likeImage(image);
    // Zero filling.
    new InvertibleChannelwise(operator, channels).applyAdjoint(image.data, result.data);
    const { prior, strength: weight } = values;
    const solver =
      prior === 'variation'
        ? new ChambollePock(new TotalVariation(width, height, channels, weight), dataTerm, result.data, {
            kind: 'fixed',
            primalStep: primalStep / weight,
          })
        : new Fista(dataTerm, sparsityIn(prior, image, weight), result.data);
    yield* iterate(solver, values);
    result.data.set(solver.solution());
    return result;
  },
});

/** τ λ: how far a pixel is expected to move, in the picture's values. */
const primalStep = 0.03;
