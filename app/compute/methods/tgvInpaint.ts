import { defineMethod } from '../defineMethod.ts';
import { TotalGeneralizedVariation } from '../priors/totalGeneralizedVariation.ts';
import { fillUnknown, inpaintingModel } from './inpainting.ts';
import { iterationsParameter, toleranceParameter } from './noiseParameters.ts';
import { leastPriorFill } from './variationInpaint.ts';

/** The slopes at the hole’s border are found from so many known pixels around it. */
const margin = 8;

export const tgvInpaint = defineMethod({
  id: 'tgv-inpaint',
  task: 'inpaint',
  title: 'Total generalised variation',
  summary:
    'Like total variation, but slopes go on into the hole too: shading is continued without steps, and edges stay fairly sharp. Slower.',
  reference:
    'Bredies and Holler, "A TGV-based framework for variational image decompression, zooming and reconstruction", SIAM J. Imaging Sciences 2015; solved by Chambolle and Pock 2011',
  slow: true,
  parameters: {
    iterations: iterationsParameter(10000, 500),
    tolerance: toleranceParameter('the optimality conditions hold up to this share', 1e-3),
  },
  tiling: { kind: 'components', margin },
  workingCopies: 56,
  forwardModel: (problem) => inpaintingModel(problem),
  run: (problem, values) =>
    fillUnknown(
      problem,
      (hole) => {
        const { width, height } = hole.mask;
        const prior = new TotalGeneralizedVariation(width, height, hole.image.channels, 1);
        return leastPriorFill(hole, prior, primalStep, values);
      },
      margin,
    ),
});

const primalStep = 0.05;
