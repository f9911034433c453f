import { defineMethod } from '../defineMethod.ts';
import { waveletThreshold } from '../estimate/waveletThreshold.ts';
import { likeImage } from '../image.ts';
import { waveletReach } from '../operators/wavelet.ts';
import { autoNumber, choice } from '../parameters.ts';
import { WaveletShrinkage } from '../solvers/waveletShrinkage.ts';
import { identityModel } from './identityModel.ts';
import { noiseParameter, resolveNoise, resolveStrength } from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { fittingLevels, levelsParameter, waveletParameter } from './waveletParameters.ts';

export const waveletDenoise = defineMethod({
  id: 'wavelet-denoise',
  task: 'denoise',
  title: 'Wavelet shrinkage',
  summary:
    'Takes the photo apart into details of several sizes and removes those that noise alone would explain. Fast; keeps texture that total variation flattens.',
  reference:
    'Donoho and Johnstone 1994, 1995; translation-invariant: Coifman and Donoho 1995; Mallat, A Wavelet Tour of Signal Processing, 2009, ch. 11',
  parameters: {
    noise: noiseParameter,
    strength: autoNumber({
      label: 'Threshold',
      help: 'Details weaker than this many levels are taken for noise.',
      min: 0,
      max: 500,
      unit: 'levels',
    }),
    transform: choice({
      label: 'Transform',
      help: 'Translation-invariant averages over all positions of the grid and is free of blocks; orthogonal is faster.',
      options: [
        { value: 'translation-invariant', label: 'Translation-invariant' },
        { value: 'orthogonal', label: 'Orthogonal' },
      ],
      default: 'translation-invariant',
    }),
    rule: choice({
      label: 'Thresholding',
      help: 'Soft shrinks what it keeps and stays calm; hard keeps it whole and leaves more sharpness and more specks.',
      options: [
        { value: 'soft', label: 'Soft' },
        { value: 'hard', label: 'Hard' },
      ],
      default: 'soft',
    }),
    wavelet: waveletParameter,
    levels: levelsParameter(4),
  },
  tiling: {
    kind: 'tiles',
    halo: ({ wavelet, levels }) => waveletReach(wavelet, levels),
    grid: ({ transform, levels }) => (transform === 'orthogonal' ? 2 ** levels : 1),
  },
  workingCopies: 24,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    const levels = fittingLevels(sample.image, values.levels);
    const { strength, chosen: also } = resolveStrength(
      values.strength,
      () => Math.min(500, 255 * waveletThreshold(sample.image, noise, { ...values, levels })),
      values.rule === 'soft'
        ? `threshold of the least error that noise of ${noise.toFixed(1)} leads to expect (SURE)`
        : `three times the noise of ${noise.toFixed(1)}, as is usual where details are cut`,
    );
    return Promise.resolve({ values: { ...values, noise, strength }, chosen: [...chosen, ...also] });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const levels = fittingLevels(image, values.levels);
    const solver = new WaveletShrinkage(image, { ...values, levels });
    const result = likeImage(image);
    for (const channel of solver.apply(image, resolved(values.strength) / 255, result))
      yield await Promise.resolve({ iteration: channel + 1, iterations: image.channels });
    return result;
  },
});
