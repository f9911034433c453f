import { defineMethod } from '../defineMethod.ts';
import { waveletThreshold } from '../estimate/waveletThreshold.ts';
import { likeImage, type Image } from '../image.ts';
import { waveletReach } from '../operators/wavelet.ts';
import type { WaveletName } from '../operators/waveletFilters.ts';
import { autoNumber } from '../parameters.ts';
import { iterate } from '../solvers/iterate.ts';
import { WaveletSynthesis } from '../solvers/waveletSynthesis.ts';
import { identityModel } from './identityModel.ts';
import {
  iterationsParameter,
  noiseParameter,
  resolveNoise,
  resolveStrength,
  toleranceParameter,
} from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { fittingLevels, levelsParameter, waveletParameter } from './waveletParameters.ts';

const strengths = { least: 0.01, most: 500 };

export const waveletL1Denoise = defineMethod({
  id: 'wavelet-l1-denoise',
  task: 'denoise',
  title: 'Sparse wavelets (ℓ¹)',
  summary:
    'Builds the photo anew from as few wavelets as its noise allows, chosen all together rather than one by one. For comparing the two: shrinkage is much faster, needs less memory and is often better.',
  reference:
    'Chen, Donoho and Saunders, "Atomic decomposition by basis pursuit", 1998; solved by FISTA: Beck and Teboulle, SIAM J. Imaging Sciences 2009',
  slow: true,
  parameters: {
    noise: noiseParameter,
    strength: autoNumber({
      label: 'Strength',
      help: 'λ in ½‖Wᵀc − y‖² + λ‖c‖₁, in levels like a threshold: larger is smoother.',
      min: strengths.least,
      max: strengths.most,
      scale: 'log',
      unit: 'levels',
    }),
    wavelet: waveletParameter,
    levels: levelsParameter(3),
    iterations: iterationsParameter(2000, 30),
    tolerance: toleranceParameter('a step changes the coefficients by this share', 1e-3),
  },
  tiling: { kind: 'tiles', halo: ({ wavelet, levels }) => 2 * waveletReach(wavelet, levels) },
  workingCopies: 64,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    const { strength, chosen: also } = resolveStrength(
      values.strength,
      () => strengthFor(sample.image, noise, values),
      `twice the threshold with which shrinking has the least expected error at noise ${noise.toFixed(1)} (SURE)`,
    );
    return Promise.resolve({ values: { ...values, noise, strength }, chosen: [...chosen, ...also] });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const levels = fittingLevels(image, values.levels);
    const solver = new WaveletSynthesis(image, values.wavelet, levels, resolved(values.strength) / 255);
    yield* iterate(solver, values);
    const result = likeImage(image);
    solver.solution(result);
    return result;
  },
});

/** Over the best threshold for shrinking; best or close to it on four noisy crops of photographs. */
const overThreshold = 2;

/** In levels. */
function strengthFor(
  sample: Image,
  noise: number,
  { wavelet, levels }: { readonly wavelet: WaveletName; readonly levels: number },
): number {
  const threshold = waveletThreshold(sample, noise, {
    wavelet,
    levels: fittingLevels(sample, levels),
    transform: 'translation-invariant',
    rule: 'soft',
  });
  return Math.min(strengths.most, Math.max(strengths.least, 255 * overThreshold * threshold));
}
