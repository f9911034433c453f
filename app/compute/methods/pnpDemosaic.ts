import { InvertibleLeastSquares } from '../dataTerms/invertibleLeastSquares.ts';
import { defineMethod } from '../defineMethod.ts';
import { denoiserOf, denoisers } from '../denoiser.ts';
import { createImage, likeImage, type Image } from '../image.ts';
import { malvarDemosaic } from '../kernels/malvarDemosaic.ts';
import { floats } from '../kernels/memory.ts';
import type { ForwardModel } from '../method.ts';
import { BayerMosaic } from '../operators/bayerMosaic.ts';
import { choice } from '../parameters.ts';
import { iterate } from '../solvers/iterate.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { noise } from './recoverParameters.ts';

export const pnpDemosaic = defineMethod({
  id: 'pnp-demosaic',
  task: 'recover',
  title: 'Mosaic: plug and play',
  summary:
    'Completes the colours of a sensor that sees one colour at each pixel (a Bayer pattern): a denoising network cleans the picture and the measured colours are put back, in turns. Takes an RGB picture of which at each pixel only the measured colour counts.',
  reference:
    'Zhang, Li, Zuo, Zhang, Van Gool and Timofte, "Plug-and-play image restoration with deep denoiser prior", IEEE TPAMI 2022; from Malvar, He and Cutler 2004',
  slow: true,
  networks: denoisers,
  channels: 3,
  parameters: {
    pattern: choice({
      label: 'Pattern',
      help: 'The colours of the four pixels at the upper left, row by row.',
      options: [
        { value: 'rggb', label: 'RG / GB' },
        { value: 'bggr', label: 'BG / GR' },
        { value: 'grbg', label: 'GR / BG' },
        { value: 'gbrg', label: 'GB / RG' },
      ],
      default: 'rggb',
    }),
    noise,
    iterations: stepsParameter(16),
  },
  // A tile that began at an odd pixel would have another pattern.
  tiling: { kind: 'whole' },
  workingCopies: 12,
  forwardModel: ({ image }, { pattern, noise }) =>
    mosaicModel(new BayerMosaic(image.width, image.height, pattern), image, noise),
  async *run({ image }, values, context) {
    const { width, height } = image;
    const mosaic = new BayerMosaic(width, height, values.pattern);
    const measured = floats(mosaic.outputSize);
    mosaic.apply(image.data, measured);
    const data = malvarDemosaic(measured, width, height, (x, y) => mosaic.colourAt(x, y));
    const schedule = scheduleFor(values.noise, firstLevel, lastLevel, values.iterations);
    const solver = new PlugAndPlaySplitting(
      new InvertibleLeastSquares(mosaic, measured),
      denoiserOf(context),
      { ...image, data },
      schedule,
      'half-quadratic',
    );
    yield* iterate(solver, { iterations: values.iterations, tolerance: 0 });
    const result = likeImage(image);
    result.data.set(solver.solution());
    return result;
  },
});

/** 8-bit units. The first guess errs by little, and a higher first level would undo it. */
const firstLevel = 15;
const lastLevel = 1;

/** y = the measured colours in their planes, 0 elsewhere: a projection. */
function mosaicModel(mosaic: BayerMosaic, { width, height }: Image, noise: number): ForwardModel {
  const apply = (x: Image): Image => {
    const measured = new Float32Array(mosaic.outputSize);
    const result = createImage(width, height, 3);
    mosaic.apply(x.data, measured);
    mosaic.applyAdjoint(measured, result.data);
    return result;
  };
  return { apply, projectOnRange: apply, noise, estimated: false };
}
