import { defineMethod } from '../defineMethod.ts';
import { lanczos3 } from '../operators/resample.ts';
import { decimationModel, enlarge, scaleParameter } from './upscaling.ts';

export const lanczosUpscale = defineMethod({
  id: 'lanczos-upscale',
  task: 'upscale',
  title: 'Lanczos',
  summary:
    'Interpolates with a windowed sinc: immediate, sharper than bicubic, with faint ringing at strong edges.',
  reference: 'Duchon, "Lanczos filtering in one and two dimensions", J. Appl. Meteorology 1979, three lobes',
  parameters: { scale: scaleParameter },
  tiling: { kind: 'tiles', halo: () => lanczos3.radius + 1 },
  workingCopies: 4,
  scale: (values) => values.scale,
  forwardModel: (problem, { scale }) => decimationModel(problem, scale, null),
  run: ({ image }, { scale }) => enlarge(image, scale, lanczos3),
});
