import { defineMethod } from '../defineMethod.ts';
import { PlugAndPlaySplitting } from '../solvers/plugAndPlaySplitting.ts';
import { deblurParameters } from './deblurParameters.ts';
import { fieldsOfExperts } from './fieldOfExperts.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';
import { denoisingHalo, scheduleFor, stepsParameter } from './plugAndPlay.ts';
import { priorDeblur, solveWithPrior } from './priorDeblur.ts';
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
  ...priorDeblur(denoisingHalo),
  networks: fieldsOfExperts,
  parameters: {
    psf: deblurParameters.psf,
    noise: deblurParameters.noise,
    iterations: stepsParameter(8),
    boundary: deblurParameters.boundary,
  },
  workingCopies: 16,
  run: ({ image }, values, context) =>
    solveWithPrior(image, { ...values, tolerance: 0 }, (dataTerm, start) => {
      const noise = resolved(values.noise);
      const schedule = scheduleFor(noise, firstLevel, noise, values.iterations);
      const denoise = opponentDenoiserOf(context);
      return new PlugAndPlaySplitting(dataTerm, denoise, start, schedule, 'half-quadratic');
    }),
});
