import { LeastSquares } from '../dataTerms/leastSquares.ts';
import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { Channelwise } from '../operators/channelwise.ts';
import { Convolution } from '../operators/convolution.ts';
import { checkPsfFits, samplePsf } from '../operators/psf.ts';
import { boolean, psf } from '../parameters.ts';
import { NonnegativeSparsity, Sparsity } from '../priors/sparsity.ts';
import { Fista } from '../solvers/forwardBackward.ts';
import { iterate } from '../solvers/iterate.ts';
import { measurementModel } from './measurementModel.ts';
import { iterations, strength, tolerance } from './recoverParameters.ts';

export const sparseSpikes = defineMethod({
  id: 'sparse-spikes',
  task: 'recover',
  title: 'Sparse spikes',
  summary:
    'Finds the few points whose blurred light makes the picture: stars, molecules, seismic echoes. Not for ordinary photographs.',
  reference:
    'Taylor, Banks and McCoy, "Deconvolution with the l1 norm", Geophysics 1979; solved by Beck and Teboulle 2009',
  parameters: {
    psf: psf({ label: 'Blur', help: 'The image of one point.', default: { kind: 'gaussian', sigma: 2 } }),
    nonnegative: boolean({ label: 'Light only', help: 'Spikes are never negative.', default: true }),
    strength: strength(
      'λ in ½‖k ⋆ x − y‖² + λ‖x‖₁, for values from 0 to 1: larger leaves fewer spikes.',
      0.005,
    ),
    iterations: iterations(1000),
    tolerance,
  },
  tiling: { kind: 'whole' },
  workingCopies: 16,
  forwardModel: ({ image }, values) =>
    measurementModel(
      image,
      () => new Convolution(image.width, image.height, samplePsf(values.psf), 'reflect'),
    ),
  async *run({ image }, values) {
    const { width, height, channels } = image;
    const kernel = samplePsf(values.psf);
    checkPsfFits(kernel, image);
    const blur = new Convolution(width, height, kernel, 'reflect');
    const dataTerm = new LeastSquares(new Channelwise(blur, channels), image.data);
    const prior = new (values.nonnegative ? NonnegativeSparsity : Sparsity)(values.strength);
    const result = likeImage(image);
    const solver = new Fista(dataTerm, prior, result.data);
    yield* iterate(solver, values);
    result.data.set(solver.solution());
    return result;
  },
});
