import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { PulledBack } from '../dataTerms/pulledBack.ts';
import { defineMethod } from '../defineMethod.ts';
import { floats } from '../kernels/memory.ts';
import { CroppedSynthesis } from '../operators/croppedSynthesis.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { DetailSparsity } from '../priors/detailSparsity.ts';
import { Fista } from '../solvers/forwardBackward.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblurByRule } from './deblurParameters.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { iterationsParameter, strengthParameter, toleranceParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { fittingLevels, waveletParameter } from './waveletParameters.ts';

const { psf, noise, boundary } = deblurParameters;
const weakest = 1e-6;
const levels = 3;

export const waveletDeblur = defineMethod({
  id: 'wavelet-deblur',
  task: 'deblur',
  title: 'Sparse wavelets',
  summary:
    'Undoes a known blur by building the photo from few wavelets. Keeps texture and shading better than total variation does, edges less; slow, and needs much memory.',
  reference:
    'Daubechies, Defrise and De Mol, Comm. Pure Appl. Math. 2004; solved by FISTA: Beck and Teboulle, SIAM J. Imaging Sciences 2009',
  slow: true,
  parameters: {
    psf,
    noise,
    strength: strengthParameter('λ in ½‖k ⋆ Wᵀc − y‖² + λ‖c‖₁', weakest),
    wavelet: waveletParameter,
    iterations: iterationsParameter(5000, 60),
    tolerance: toleranceParameter('a step changes the coefficients by this share', 0),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 48 },
  workingCopies: 100,
  resolve: (sample, values, estimates) => resolveDeblurByRule(sample, values, estimates, strengthFor),
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) =>
    solveInFrame(image, values, (framed) => {
      const { frame, transfer, measured } = framed;
      const size = { width: frame.width, height: frame.height, channels: measured.length };
      const synthesis = new CroppedSynthesis(size, values.wavelet, fittingLevels(size, levels));
      const blur = new PeriodicBlur(frame.transform, transfer, measured);
      const start = floats(synthesis.inputSize);
      synthesis.coefficientsOf(joined(measured), start);
      const sparsity = new DetailSparsity(synthesis.details(), resolved(values.strength));
      const fista = new Fista(new PulledBack(blur, synthesis), sparsity, start);
      const x = floats(synthesis.outputSize);
      return separated(
        {
          step: () => fista.step(),
          solution() {
            synthesis.apply(fista.solution(), x);
            return x;
          },
        },
        framed,
      );
    }),
});

/** Fitted on Gaussian blur of three photographs, σ in levels. */
function strengthFor(noise: number): number {
  return Math.max(weakest, (0.2 * noise ** 1.3) / 255);
}
