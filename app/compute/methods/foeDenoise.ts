import { defineMethod } from '../defineMethod.ts';
import { fieldsOfExperts } from './fieldOfExperts.ts';
import { identityModel } from './identityModel.ts';
import { levelParameters, resolveLevel } from './networkLevel.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';
import { resolved } from './resolved.ts';
import { once } from './runOnce.ts';

/** Five steps, each seeing two patches side by side, and a border. */
const halo = 24;

export const foeDenoise = defineMethod({
  id: 'foe-denoise',
  task: 'denoise',
  title: 'Field of experts',
  summary:
    'Takes five steps down an energy learned from photographs, a trained Markov random field of 5×5 patches. Between total variation and the network in quality.',
  reference:
    'Chen and Pock, "Trainable nonlinear reaction diffusion: a flexible framework for fast and effective image restoration", IEEE TPAMI 2017, after Roth and Black, "Fields of experts", IJCV 2009',
  networks: fieldsOfExperts,
  parameters: { noise: levelParameters.noise },
  tiling: { kind: 'tiles', halo: () => halo },
  workingCopies: 5,
  resolve: (_sample, values, estimates) => {
    const { value, chosen } = resolveLevel('noise', values.noise, estimates);
    return Promise.resolve({ values: { noise: value }, chosen });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  run: ({ image }, { noise }, context) =>
    once(() => opponentDenoiserOf(context)(image, resolved(noise) / 255)),
});
