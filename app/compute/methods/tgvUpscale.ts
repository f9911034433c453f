import { defineMethod } from '../defineMethod.ts';
import { TotalGeneralizedVariation } from '../priors/totalGeneralizedVariation.ts';
import { iterationsParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { decimationModel } from './upscaling.ts';
import { leastPrior, resolveByDenoising, upscaleParameters } from './variationUpscale.ts';

export const tgvUpscale = defineMethod({
  id: 'tgv-upscale',
  task: 'upscale',
  title: 'Total generalised variation',
  summary:
    'Like total variation, of all larger photos that shrink back to this one, but shading goes on evenly instead of in steps. Two to three times as slow.',
  reference:
    'Bredies, Kunisch and Pock, "Total generalized variation", SIAM J. Imaging Sciences 2010, second order; solved by Chambolle and Pock 2011',
  slow: true,
  parameters: {
    ...upscaleParameters('λ in ½‖Ax − y‖² + λ TGV(x)'),
    iterations: iterationsParameter(5000, 20),
  },
  tiling: { kind: 'tiles', halo: () => 16 },
  workingCopies: 36,
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
      ({ width, height, channels }, weight) => new TotalGeneralizedVariation(width, height, channels, weight),
    ),
});

/** As for total variation. */
const primalStep = 0.005;
