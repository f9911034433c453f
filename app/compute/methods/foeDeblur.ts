import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { defineMethod } from '../defineMethod.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblur } from './deblurParameters.ts';
import { fieldsOfExperts } from './fieldOfExperts.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';
import { denoisingHalo, scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { resolved } from './resolved.ts';

/** 8-bit units; about the strongest noise that the field was trained on. */
const firstLevel = 49;

export const foeDeblur = defineMethod({
  id: 'foe-deblur',
  task: 'deblur',
  title: 'Field of experts',
  summary:
    'Undoes a known blur exactly and lets a trained field of experts clean up after it, in turns. Slow.',
  reference:
    'Chen and Pock, "Trainable nonlinear reaction diffusion", IEEE TPAMI 2017; Venkatakrishnan, Bouman and Wohlberg, "Plug-and-play priors for model based reconstruction", GlobalSIP 2013',
  slow: true,
  networks: fieldsOfExperts,
  parameters: {
    psf: deblurParameters.psf,
    noise: deblurParameters.noise,
    iterations: stepsParameter(8),
    boundary: deblurParameters.boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + denoisingHalo },
  workingCopies: 16,
  resolve: (sample, values, estimates) => {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values, context) =>
    solveInFrame(image, { ...values, tolerance: 0 }, (framed) => {
      const { frame, transfer, measured } = framed;
      const { width, height } = frame;
      const start = { width, height, channels: measured.length, data: joined(measured) };
      const dataTerm = new PeriodicBlur(frame.transform, transfer, measured);
      const noise = resolved(values.noise);
      const schedule = scheduleFor(noise, firstLevel, noise, values.iterations);
      const denoise = opponentDenoiserOf(context);
      return separated(
        new PlugAndPlaySplitting(dataTerm, denoise, start, schedule, 'half-quadratic'),
        framed,
      );
    }),
});
