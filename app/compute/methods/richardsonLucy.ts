import { defineMethod } from '../defineMethod.ts';
import { likeImage, plane } from '../image.ts';
import { Convolution } from '../operators/convolution.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { integer, number } from '../parameters.ts';
import { RichardsonLucy } from '../solvers/richardsonLucy.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;

export const richardsonLucy = defineMethod({
  id: 'richardson-lucy',
  task: 'deblur',
  title: 'Richardson–Lucy',
  summary:
    'Sharpens step by step and never goes below black; the number of steps decides how far. Damping keeps it from sharpening the noise.',
  reference:
    'Richardson, JOSA 1972; Lucy, The Astronomical Journal 1974; damping after White, The Restoration of HST Images and Spectra II, 1994',
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
    iterations: integer({
      label: 'Iterations',
      help: 'The most steps; more of them sharpen further and amplify noise.',
      min: 1,
      max: 1000,
      scale: 'log',
      default: 20,
    }),
    tolerance: number({
      label: 'Tolerance',
      help: 'Stops when a step changes the objective by less than this share; 0 does all iterations.',
      min: 0,
      max: 0.1,
      default: 0,
    }),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 8 * radiusOf(samplePsf(values.psf)) + 16 },
  workingCopies: 10,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  async *run({ image }, values) {
    const { iterations, tolerance } = values;
    const operator = new Convolution(image.width, image.height, samplePsf(values.psf), values.boundary);
    const damping = (values.strength * resolved(values.noise)) / 255;
    const solvers = Array.from(
      { length: image.channels },
      (_, channel) => new RichardsonLucy(operator, plane(image, channel), damping),
    );
    let previous = Infinity;
    for (let iteration = 1; iteration <= iterations; iteration++) {
      const objective = solvers.reduce((sum, solver) => sum + solver.step(), 0);
      yield await Promise.resolve({ iteration, iterations, objective });
      if (Math.abs(previous - objective) <= tolerance * objective) break;
      previous = objective;
    }
    const result = likeImage(image);
    for (const [channel, solver] of solvers.entries()) plane(result, channel).set(solver.x);
    return result;
  },
});
