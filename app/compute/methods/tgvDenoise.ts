import { Leading } from '../dataTerms/leading.ts';
import { SquaredL2 } from '../dataTerms/squaredL2.ts';
import { defineMethod } from '../defineMethod.ts';
import { likeImage } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import { TotalGeneralizedVariation } from '../priors/totalGeneralizedVariation.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { iterate } from '../solvers/iterate.ts';
import { tvStrength } from '../estimate/tvStrength.ts';
import { identityModel } from './identityModel.ts';
import {
  iterationsParameter,
  noiseParameter,
  resolveNoise,
  resolveStrength,
  strengthParameter,
  toleranceParameter,
} from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const weakest = 1e-4;
/** Primal step τ for λ = 1. */
const primalStep = 0.02;

export const tgvDenoise = defineMethod({
  id: 'tgv-denoise',
  task: 'denoise',
  title: 'Total generalised variation',
  summary:
    'Removes noise, keeps edges, and keeps shading smooth where total variation makes stairs of it: for skies, skin and gradients. Several times slower.',
  reference:
    'Bredies, Kunisch and Pock, "Total generalized variation", SIAM J. Imaging Sciences 2010, second order, α₀ = 2 α₁; solved by Chambolle and Pock 2011',
  slow: true,
  parameters: {
    noise: noiseParameter,
    strength: strengthParameter('λ = α₁ in ½‖x − y‖² + min over v of α₁‖∇x − v‖₁ + 2 α₁‖E v‖₁', weakest),
    iterations: iterationsParameter(5000, 120),
    tolerance: toleranceParameter('the optimality conditions hold up to this share', 0),
  },
  tiling: { kind: 'tiles', halo: () => 64 },
  workingCopies: 36,
  resolve(sample, values, estimates) {
    const { noise, chosen } = resolveNoise(values.noise, estimates);
    const { strength, chosen: also } = resolveStrength(
      values.strength,
      () => Math.max(weakest, overTotalVariation * tvStrength(sample.image, noise)),
      `strength at which total variation has the least expected error at noise ${noise.toFixed(1)} (SURE)`,
    );
    return Promise.resolve({ values: { ...values, noise, strength }, chosen: [...chosen, ...also] });
  },
  forwardModel: (_problem, { noise }) => identityModel(resolved(noise)),
  async *run({ image }, values) {
    const weight = resolved(values.strength);
    const prior = new TotalGeneralizedVariation(image.width, image.height, image.channels, weight);
    const start = floats(prior.analysis.inputSize);
    start.set(image.data);
    const dataTerm = new Leading(new SquaredL2(image.data), image.data.length);
    const rule = { kind: 'fixed', primalStep: primalStep / weight } as const;
    const solver = new ChambollePock(prior, dataTerm, start, rule);
    yield* iterate(solver, values);
    const result = likeImage(image);
    result.data.set(solver.solution().subarray(0, result.data.length));
    return result;
  },
});

/** α₁ over the λ that total variation would have: the best on photographs was between 0.8 and 1. */
const overTotalVariation = 0.9;
