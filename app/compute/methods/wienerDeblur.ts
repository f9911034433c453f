import { defineMethod } from '../defineMethod.ts';
import { estimatePowerSpectrum, type PowerLaw } from '../estimate/powerSpectrum.ts';
import { radiusOf, samplePsf, type Psf } from '../operators/psf.ts';
import type { Image } from '../image.ts';
import { autoNumber, number } from '../parameters.ts';
import { noiseToSignal, photographs, wienerFilter } from '../solvers/wiener.ts';
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
    'Divides the blur out of every frequency as far as the noise allows. Fast; edges may ring slightly.',
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
    contrast: autoNumber({
      label: 'Contrast of detail',
      help: 'c of the picture’s power spectrum c / f^p, f in cycles per pixel, for values from 0 to 1.',
      min: 1e-7,
      max: 1,
      scale: 'log',
    }),
    exponent: autoNumber({
      label: 'Fall of detail',
      help: 'p of the picture’s power spectrum c / f^p: near 2 in most photographs, larger in smooth ones.',
      min: 1,
      max: 3.5,
    }),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 16 },
  workingCopies: 8,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    const { law, reason } = spectrumOf(sample.image, samplePsf(values.psf), noise);
    const contrast = values.contrast === 'auto' ? law.c : values.contrast;
    const exponent = values.exponent === 'auto' ? law.exponent : values.exponent;
    if (values.contrast === 'auto') chosen.push({ parameter: 'contrast', value: contrast, reason });
    if (values.exponent === 'auto') chosen.push({ parameter: 'exponent', value: exponent, reason });
    return Promise.resolve({ values: { ...values, noise, contrast, exponent }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) =>
    filterInFrame(image, values, ({ frame, transfer }) => {
      const law = { c: resolved(values.contrast), exponent: resolved(values.exponent) };
      wienerFilter(transfer, noiseToSignal(frame.transform, resolved(values.noise), law), values.strength);
      return transfer;
    }),
});

function spectrumOf(image: Image, psf: Psf, noise: number): { law: PowerLaw; reason: string } {
  const measured = estimatePowerSpectrum(image, psf, noise);
  return measured === null
    ? { law: photographs, reason: 'typical of photographs, as too little stands out of the noise here' }
    : { law: clamped(measured), reason: 'measured in the photo’s own spectrum' };
}

function clamped({ c, exponent }: PowerLaw): PowerLaw {
  return { c: Math.min(1, Math.max(1e-7, c)), exponent };
}
