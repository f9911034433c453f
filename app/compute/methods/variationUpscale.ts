import { Downsampled } from '../dataTerms/downsampled.ts';
import { Leading } from '../dataTerms/leading.ts';
import { tvStrength } from '../estimate/tvStrength.ts';
import { likeImage, type Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import type { Chosen, Estimates, Iterations, Problem } from '../method.ts';
import { Downsampling } from '../operators/downsampling.ts';
import { bicubic } from '../operators/resample.ts';
import { autoNumber } from '../parameters.ts';
import type { DualizedPrior } from '../priors/prior.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { iterate } from '../solvers/iterate.ts';
import { noiseParameter, resolveNoise, resolveStrength } from './noiseParameters.ts';
import { silently } from './smoothFill.ts';
import { enlarge, scaleParameter } from './upscaling.ts';

/** @param formula of the energy, with its λ */
export function upscaleParameters(formula: string) {
  return {
    scale: scaleParameter,
    noise: noiseParameter,
    strength: autoNumber({
      label: 'Strength',
      help: `${formula}, for values from 0 to 1; at 0 the result shrinks back to the photo exactly.`,
      min: 0,
      max: 1,
    }),
  } as const;
}

/**
 * Below this noise (8-bit units) the photo is taken at its word: on photographs the constraint that allows for
 * noise is better from 1 on, by 0.5 dB there; rounding to 8 bits alone is 0.3.
 */
const negligibleNoise = 0.5;

/** Settles noise and strength: 0 where there is next to no noise, else by the rule. */
export function resolveUpscale(
  sample: Problem,
  values: { readonly noise: number | 'auto'; readonly strength: number | 'auto' },
  estimates: Estimates,
  rule: { strengthFor(image: Image, noise: number): number; reason(noise: number): string },
): { noise: number; strength: number; chosen: Chosen[] } {
  const { noise, chosen } = resolveNoise(values.noise, estimates);
  const exact = noise < negligibleNoise;
  const { strength, chosen: also } = resolveStrength(
    values.strength,
    () => (exact ? 0 : rule.strengthFor(sample.image, noise)),
    exact ? 'the photo has next to no noise: its pixels are kept exactly' : rule.reason(noise),
  );
  return { noise, strength, chosen: [...chosen, ...also] };
}

/** `resolveUpscale` by the strength that denoises the photo best. */
export function resolveByDenoising<
  V extends {
    readonly scale: number;
    readonly noise: number | 'auto';
    readonly strength: number | 'auto';
  },
>(
  sample: Problem,
  values: V,
  estimates: Estimates,
): Promise<{ values: V & { noise: number; strength: number }; chosen: Chosen[] }> {
  const { noise, strength, chosen } = resolveUpscale(sample, values, estimates, {
    // An edge is `scale` times as long on the finer grid, so that λ is as many times smaller.
    strengthFor: (image, noise) => tvStrength(image, noise) / values.scale,
    reason: (noise) =>
      `strength that denoises this photo best at noise ${noise.toFixed(1)} (SURE), for the finer grid`,
  });
  return Promise.resolve({ values: { ...values, noise, strength }, chosen });
}

/**
 * min ½‖Ax − y‖² + λ R(x), or for λ = 0 min R(x) subject to Ax = y, from the bicubic enlargement.
 * @param createPrior λ R of the enlarged image, perhaps with further variables stacked behind it
 * @param primalStep of the primal-dual method for λ = 1
 */
export async function* leastPrior(
  image: Image,
  scale: number,
  strength: number,
  iterations: number,
  primalStep: number,
  createPrior: (enlarged: Image, weight: number) => DualizedPrior,
): Iterations<Image> {
  const exact = strength === 0;
  const weight = exact ? 1 : strength;
  const enlarged = yield* silently(enlarge(image, scale, bicubic), iterations);
  const prior = createPrior(enlarged, weight);
  const start = floats(prior.analysis.inputSize);
  start.set(enlarged.data);
  const downsampled = new Downsampled(new Downsampling(image, scale), image.data, exact);
  const dataTerm = new Leading(downsampled, enlarged.data.length);
  const rule = { kind: 'fixed', primalStep: primalStep / weight } as const;
  const solver = new ChambollePock(prior, dataTerm, start, rule);
  yield* iterate(solver, { iterations, tolerance: 0 });
  const result = likeImage(enlarged);
  result.data.set(solver.solution().subarray(0, result.data.length));
  return result;
}
