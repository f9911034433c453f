import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { defineMethod } from '../defineMethod.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { choice } from '../parameters.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { AdmmTvDeconvolution } from '../solvers/admmTvDeconvolution.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblurByRule } from './deblurParameters.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { iterationsParameter, strengthParameter, toleranceParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;

/** λ/ρ of the solver: the pace was best on photographs with edges of this contrast, values in [0, 1]. */
const contrast = 0.1;
const weakest = 1e-6;

export const tvDeblur = defineMethod({
  id: 'tv-deblur',
  task: 'deblur',
  title: 'Total variation',
  summary:
    'Undoes a known blur and keeps edges sharp without amplifying noise. The best of the classical deblurring methods here; about ten seconds per megapixel.',
  reference:
    'Rudin and Osher, ICIP 1994; solved by ADMM with an exact Fourier step: Goldstein and Osher, SIAM J. Imaging Sciences 2009, or by Chambolle and Pock, JMIV 2011',
  slow: true,
  parameters: {
    psf,
    noise,
    strength: strengthParameter('λ in ½‖k ⋆ x − y‖² + λ TV(x)', weakest),
    solver: choice({
      label: 'Solver',
      help: 'Both lead to the same picture; the splitting with multipliers in fewer iterations.',
      options: [
        { value: 'admm', label: 'Split (ADMM)' },
        { value: 'primal-dual', label: 'Primal–dual' },
      ],
      default: 'admm',
    }),
    iterations: iterationsParameter(1000, 30),
    tolerance: toleranceParameter('an iteration changes the picture by less than this share', 0),
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 32 },
  workingCopies: 20,
  resolve: (sample, values, estimates) => resolveDeblurByRule(sample, values, estimates, tvDeblurStrength),
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) => {
    const weight = resolved(values.strength);
    return solveInFrame(image, values, (framed) => {
      const { frame, transfer, measured } = framed;
      if (values.solver === 'admm')
        return new AdmmTvDeconvolution(frame.transform, transfer, measured, weight, contrast);
      const prior = new TotalVariation(frame.width, frame.height, measured.length, weight);
      const dataTerm = new PeriodicBlur(frame.transform, transfer, measured);
      const rule = { kind: 'adaptive', primalStep: contrast / weight } as const;
      return separated(new ChambollePock(prior, dataTerm, joined(measured), rule), framed);
    });
  },
});

/** λ by the noise in levels; fitted on Gaussian, disk and motion blur of photographs. */
export function tvDeblurStrength(noise: number): number {
  return Math.max(weakest, (0.097 * noise ** 1.3) / 255);
}
