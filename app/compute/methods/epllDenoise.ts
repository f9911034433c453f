import { SquaredL2 } from '../dataTerms/squaredL2.ts';
import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { ExpectedPatchLikelihood } from '../solvers/expectedPatchLikelihood.ts';
import { iterate } from '../solvers/iterate.ts';
import { identityModel } from './identityModel.ts';
import { noiseParameter, resolveNoise } from './noiseParameters.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';
import { patchHalo, patchPriors } from './patchPrior.ts';
import { leastNoise } from './plugAndPlay.ts';
import { resolved } from './resolved.ts';

/** The authors' weights. */
const weights = [1, 4, 8, 16, 32];

export const epllDenoise = defineMethod({
  id: 'epll-denoise',
  task: 'denoise',
  title: 'Patch likelihood',
  summary:
    'Makes every 8×8 patch likely under a mixture of Gaussians learned from photographs. Thorough on fine texture, and slow.',
  reference:
    'Zoran and Weiss, "From learning models of natural images to whole image restoration", ICCV 2011',
  slow: true,
  networks: patchPriors,
  parameters: { noise: noiseParameter },
  tiling: { kind: 'tiles', halo: () => patchHalo },
  workingCopies: 8,
  resolve: (_sample, values, estimates) => {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    return Promise.resolve({ values: { noise }, chosen });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, { noise }, context) {
    const sigma = Math.max(leastNoise, resolved(noise)) / 255;
    const dataTerm = new SquaredL2(image.data);
    const solver = new ExpectedPatchLikelihood(dataTerm, opponentDenoiserOf(context), image, sigma, weights);
    yield* iterate(solver, { iterations: weights.length, tolerance: 0 });
    const result = likeImage(image);
    result.data.set(solver.solution());
    return result;
  },
});
