import { defineMethod } from '../defineMethod.ts';
import { denoisers } from '../denoiser.ts';
import { choice } from '../parameters.ts';
import { identityModel } from './identityModel.ts';
import { levelParameters, resolveLevel } from './networkLevel.ts';
import { denoisingHalo } from './plugAndPlay.ts';
import { resolved } from './resolved.ts';
import { runOnce } from './runOnce.ts';

export const networkDenoise = defineMethod({
  id: 'network-denoise',
  task: 'denoise',
  title: 'Network',
  summary:
    'Removes Gaussian noise of the measured level by a trained network, in a single pass. Keeps more texture than total variation.',
  reference:
    'Zhang, Zuo and Zhang, "FFDNet", IEEE TIP 2018; Zhang et al., "Plug-and-play image restoration with deep denoiser prior", 2022',
  parameters: {
    noise: levelParameters.noise,
    effort: choice({
      label: 'Effort',
      help: 'Which of the installed networks runs.',
      options: [
        { value: 'best', label: 'Best' },
        { value: 'fast', label: 'Fast' },
      ],
      default: 'best',
    }),
  },
  networks: ({ effort }) => (effort === 'fast' ? denoisers().toReversed() : denoisers()),
  tiling: { kind: 'tiles', halo: () => denoisingHalo },
  workingCopies: 3,
  resolve: (_sample, values, estimates) => {
    const { value, chosen } = resolveLevel('noise', values.noise, estimates);
    return Promise.resolve({ values: { ...values, noise: value }, chosen });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  run: ({ image }, { noise }, context) => runOnce(context, image, resolved(noise)),
});
