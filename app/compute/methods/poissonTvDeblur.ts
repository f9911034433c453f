import { defineMethod } from '../defineMethod.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { PoissonTvDeconvolution } from '../solvers/poissonTvDeconvolution.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblurByRule } from './deblurParameters.ts';
import { solveInFrame } from './framedDeblur.ts';
import { iterationsParameter, strengthParameter, toleranceParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;

/** λ/ρ of the edges, in values from 0 to 1. */
const contrast = 0.1;
const weakest = 1e-6;

export const poissonTvDeblur = defineMethod({
  id: 'poisson-tv-deblur',
  task: 'deblur',
  title: 'Total variation for photon noise',
  summary:
    'Undoes a known blur of a photo in which bright parts are noisier than dark ones, as in faint light; keeps edges sharp and never goes below black.',
  reference:
    'Figueiredo and Bioucas-Dias, "Restoration of Poissonian images using alternating direction optimization", IEEE TIP 2010',
  slow: true,
  parameters: {
    psf,
    noise,
    strength: strengthParameter('λ in KL(y, k ⋆ x) + λ TV(x)', weakest),
    iterations: iterationsParameter(1000, 40),
    tolerance: toleranceParameter('an iteration changes the picture by less than this share', 0),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 32 },
  workingCopies: 24,
  resolve: (sample, values, estimates) =>
    resolveDeblurByRule(
      sample,
      values,
      estimates,
      strengthFor,
      (noise) => `photon noise of ${noise} on average`,
    ),
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) =>
    solveInFrame(
      image,
      values,
      ({ frame, transfer, measured }) =>
        new PoissonTvDeconvolution(frame.transform, transfer, measured, resolved(values.strength), contrast),
    ),
});

/** Fitted on Gaussian and motion blur of photographs with photon noise, σ in levels its mean. */
function strengthFor(noise: number): number {
  return Math.max(weakest, (0.14 * noise ** 1.3) / 255);
}
