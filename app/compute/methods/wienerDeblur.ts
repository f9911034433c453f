import { defineMethod } from '../defineMethod.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { number } from '../parameters.ts';
import { noiseToSignal, wienerFilter } from '../solvers/wiener.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { filterInFrame } from './framedDeblur.ts';
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
  run: ({ image }, values) =>
    filterInFrame(image, values, ({ frame, transfer }) => {
      const ratio = noiseToSignal(frame.transform, resolved(values.noise));
      return (spectrum) => {
        wienerFilter(spectrum, transfer, ratio, values.strength);
      };
    }),
});
