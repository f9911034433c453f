import { defineMethod } from '../defineMethod.ts';
import { sobolevStrength, sobolevStrengths } from '../estimate/sobolevStrength.ts';
import { likeImage, plane } from '../image.ts';
import { LaplacianSpectrum } from '../operators/laplacianSpectrum.ts';
import { identityModel } from './identityModel.ts';
import { noiseParameter, resolveNoise, resolveStrength, strengthParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

export const sobolevDenoise = defineMethod({
  id: 'sobolev-denoise',
  task: 'denoise',
  title: 'Sobolev (smooth)',
  summary:
    'Makes the photo as smooth as its noise allows, edges included. Instant and exact; a softer cut than Gaussian smoothing.',
  reference:
    'Tikhonov regularisation with the gradient: min ½‖x − y‖² + λ/2 ‖∇x‖², solved by the cosine transform; Peyré, Numerical Tours, denoisingsimp_4',
  parameters: {
    noise: noiseParameter,
    strength: strengthParameter('λ in ½‖x − y‖² + λ/2 ‖∇x‖²', sobolevStrengths.low, 1e3),
  },
  // An impulse spreads as exp(−distance / √λ).
  tiling: {
    kind: 'tiles',
    transformed: true,
    halo: ({ strength }) => Math.ceil(6 * Math.sqrt(strength === 'auto' ? 1e3 : strength)) + 2,
  },
  workingCopies: 6,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    const { strength, chosen: also } = resolveStrength(
      values.strength,
      () => Math.min(1e3, sobolevStrength(sample.image, noise)),
      `strength of the least error that noise of ${noise.toFixed(1)} leads to expect (SURE)`,
    );
    return Promise.resolve({ values: { noise, strength }, chosen: [...chosen, ...also] });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const spectrum = new LaplacianSpectrum(image.width, image.height, 'reflect');
    const result = likeImage(image);
    for (let channel = 0; channel < image.channels; channel++) {
      spectrum.solve(plane(image, channel), 1, resolved(values.strength), plane(result, channel));
      yield await Promise.resolve({ iteration: channel + 1, iterations: image.channels });
    }
    return result;
  },
});
