import { defineMethod } from '../defineMethod.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { iterationsParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { decimationModel } from './upscaling.ts';
import { leastPrior, resolveByDenoising, upscaleParameters } from './variationUpscale.ts';

export const tvUpscale = defineMethod({
  id: 'tv-upscale',
  task: 'upscale',
  title: 'Total variation',
  summary:
    'Of all larger photos that shrink back to this one, takes the one that varies least: sharper edges than interpolation. Allows for noise where there is some.',
  reference:
    'Marquina and Osher, "Image super-resolution by TV-regularization and Bregman iteration", 2008; solved by Chambolle and Pock 2011',
  slow: true,
  parameters: {
    ...upscaleParameters('λ in ½‖Ax − y‖² + λ TV(x)'),
    iterations: iterationsParameter(5000, 15),
  },
  tiling: { kind: 'tiles', halo: () => 16 },
  workingCopies: 14,
  scale: (values) => values.scale,
  resolve: resolveByDenoising,
  forwardModel: (problem, { scale, noise, strength }) =>
    decimationModel(problem, scale, resolved(strength) === 0 ? null : resolved(noise)),
  run: ({ image }, { scale, strength, iterations }) =>
    leastPrior(
      image,
      scale,
      resolved(strength),
      iterations,
      primalStep,
      ({ width, height, channels }, weight) => new TotalVariation(width, height, channels, weight),
    ),
});

/** Of 0.005, 0.01 and 0.02 the nearest to the originals of six photographs; all vary within 2 % of the least. */
const primalStep = 0.005;
