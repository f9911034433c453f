import { defineMethod } from '../defineMethod.ts';
import { bicubic } from '../operators/resample.ts';
import { decimationModel, enlarge, scaleParameter } from './upscaling.ts';

export const bicubicUpscale = defineMethod({
  id: 'bicubic-upscale',
  task: 'upscale',
  title: 'Bicubic',
  summary:
    'Interpolates with cubic polynomials: immediate and a little soft. What every other enlargement is compared with.',
  reference:
    'Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 1981, a = −0.5',
  parameters: { scale: scaleParameter },
  tiling: { kind: 'tiles', halo: () => bicubic.radius + 1 },
  workingCopies: 4,
  scale: (values) => values.scale,
  forwardModel: (problem, { scale }) => decimationModel(problem, scale, null),
  run: ({ image }, { scale }) => enlarge(image, scale, bicubic),
});
