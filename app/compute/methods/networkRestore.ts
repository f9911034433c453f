import { defineMethod } from '../defineMethod.ts';
import { integer } from '../parameters.ts';
import { identityModel } from './identityModel.ts';
import { denoisingHalo } from './plugAndPlay.ts';
import { runOnce } from './runOnce.ts';
import { decimationModel } from './upscaling.ts';

export const networkRestore = defineMethod({
  id: 'network-restore',
  task: 'restore',
  title: 'Blind network',
  summary:
    'Takes out noise, and a little of blur and JPEG, by a small trained network that is told nothing of them. For photos whose history nobody knows; it makes up no texture, and changes clean photos a little.',
  reference:
    'Wang, Xie, Dong and Shan, "Real-ESRGAN: training real-world blind super-resolution with pure synthetic data", ICCV workshops 2021, its damage, without its adversarial loss',
  parameters: {
    scale: integer({
      label: 'Scale',
      help: 'Output pixels per input pixel along each side.',
      min: 1,
      max: 2,
      default: 1,
      unit: '×',
    }),
  },
  networks: ({ scale }) => [scale === 1 ? 'restorer' : `restorer-x${scale}`],
  tiling: { kind: 'tiles', halo: () => denoisingHalo },
  workingCopies: 4,
  scale: ({ scale }) => scale,
  // What the damage was is not known: the residual is what was changed.
  forwardModel: (problem, { scale }) =>
    scale === 1 ? { ...identityModel(null), estimated: true } : decimationModel(problem, scale, null),
  run: ({ image }, _values, context) => runOnce(context, image),
});
