import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { Channelwise } from '../operators/channelwise.ts';
import { Convolution } from '../operators/convolution.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { number } from '../parameters.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { iterate } from '../solvers/iterate.ts';
import { RichardsonLucy } from '../solvers/richardsonLucy.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { iterationsParameter, toleranceParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;

/** Where total variation is rounded off, in values from 0 to 1. */
const epsilon = 0.01;

export const richardsonLucy = defineMethod({
  id: 'richardson-lucy',
  task: 'deblur',
  title: 'Richardson–Lucy',
  summary:
    'Sharpens step by step and never goes below black; the number of steps decides how far. Damping, or total variation, keeps it from sharpening the noise.',
  reference:
    'Richardson, JOSA 1972; Lucy, The Astronomical Journal 1974; damping after White 1994; total variation: Dey et al., Microscopy Research and Technique 2006',
  parameters: {
    psf,
    noise,
    strength: number({
      label: 'Damping',
      help: 'Differences below this many noise levels are left alone; 0 is the undamped method.',
      min: 0,
      max: 10,
      default: 2,
      unit: 'σ',
    }),
    variation: number({
      label: 'Total variation',
      help: 'λ of the total variation that the steps also lower; 0 is the plain method.',
      min: 0,
      max: 0.2,
      default: 0,
    }),
    iterations: iterationsParameter(1000, 20),
    tolerance: toleranceParameter('a step changes the picture by less than this share', 0),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 8 * radiusOf(samplePsf(values.psf)) + 16 },
  workingCopies: 14,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  async *run({ image }, values) {
    const { width, height, channels } = image;
    const blur = new Convolution(width, height, samplePsf(values.psf), values.boundary);
    const damping = (values.strength * resolved(values.noise)) / 255;
    const prior =
      values.variation === 0
        ? null
        : new SmoothedTotalVariation(width, height, channels, values.variation, epsilon);
    const solver = new RichardsonLucy(new Channelwise(blur, channels), image.data, damping, prior);
    yield* iterate(solver, values);
    const result = likeImage(image);
    result.data.set(solver.x);
    return result;
  },
});
