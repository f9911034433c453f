import { defineMethod } from '../defineMethod.ts';
import { likeImage, plane } from '../image.ts';
import { PeriodicFrame } from '../operators/periodicFrame.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { transferFunction } from '../operators/transferFunction.ts';
import { number } from '../parameters.ts';
import { noiseToSignal, wienerFilter } from '../solvers/wiener.ts';
import { blurModel } from './blurModel.ts';
import { completeBorders, completionSteps } from './completeBorders.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;

export const wienerDeblur = defineMethod({
  id: 'wiener-deblur',
  task: 'deblur',
  title: 'Wiener filter',
  summary:
    'Divides the blur out of every frequency as far as the noise allows. A few seconds per megapixel; edges may ring slightly.',
  reference:
    'Wiener, Extrapolation, Interpolation and Smoothing of Stationary Time Series, 1949; spectrum of photographs after Field 1987',
  parameters: {
    psf,
    noise,
    strength: number({
      label: 'Smoothing',
      help: 'Multiplies the noise-to-signal ratio: above 1 smoother, below 1 sharper.',
      min: 0.01,
      max: 100,
      scale: 'log',
      default: 1,
    }),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 16 },
  workingCopies: 8,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  async *run({ image }, values) {
    const kernel = samplePsf(values.psf);
    const frame = new PeriodicFrame(image.width, image.height, kernel, values.boundary);
    const transfer = transferFunction(kernel, frame.transform);
    const ratio = noiseToSignal(frame.transform, resolved(values.noise));
    const before = completionSteps(frame, kernel, image);
    const iterations = before + image.channels;
    const measured = yield* completeBorders(
      image,
      frame,
      kernel,
      transfer,
      resolved(values.noise),
      iterations,
    );
    const result = likeImage(image);
    for (const [channel, y] of measured.entries()) {
      const spectrum = frame.transform.forward(y);
      wienerFilter(spectrum, transfer, ratio, values.strength);
      frame.crop(frame.transform.inverse(spectrum), plane(result, channel));
      yield await Promise.resolve({ iteration: before + channel + 1, iterations });
    }
    return result;
  },
});
