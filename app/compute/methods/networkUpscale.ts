import { defineMethod } from '../defineMethod.ts';
import { integer } from '../parameters.ts';
import { runOnce } from './runOnce.ts';
import { decimationModel } from './upscaling.ts';

/** How far a network's answer is felt, in pixels of the small picture. */
const halo = 24;

export const networkUpscale = defineMethod({
  id: 'network-upscale',
  task: 'upscale',
  title: 'Network',
  summary:
    'Enlarges by a trained network, one for each scale. For clean photos that a good filter made small; it makes up no texture.',
  reference:
    'Lim, Son, Kim, Nah and Lee, "Enhanced deep residual networks for single image super-resolution", CVPRW 2017',
  parameters: {
    scale: integer({
      label: 'Scale',
      help: 'Output pixels per input pixel along each side.',
      min: 2,
      max: 4,
      default: 2,
      unit: '×',
    }),
  },
  networks: ({ scale }) => [`upscaler-x${scale}`],
  tiling: { kind: 'tiles', halo: () => halo },
  workingCopies: 10,
  scale: ({ scale }) => scale,
  forwardModel: (problem, { scale }) => decimationModel(problem, scale, null),
  run: ({ image }, _values, context) => runOnce(context, image),
});
