import { Equality } from '../dataTerms/equality.ts';
import { Leading } from '../dataTerms/leading.ts';
import { floats } from '../kernels/memory.ts';
import type { Iterations } from '../method.ts';
import type { DualizedPrior } from '../priors/prior.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { iterate, type StoppingRule } from '../solvers/iterate.ts';
import { harmonicFill } from './harmonicInpaint.ts';
import type { Hole } from './inpainting.ts';
import { silently } from './smoothFill.ts';

/**
 * min R(x) subject to x = y at the known pixels, from the harmonic fill.
 * @param prior R, perhaps with further variables stacked behind x
 */
export async function* leastPriorFill(
  hole: Hole,
  prior: DualizedPrior,
  primalStep: number,
  rule: StoppingRule,
): Iterations<Float32Array> {
  const { image, mask } = hole;
  const start = floats(prior.analysis.inputSize);
  const { data } = yield* silently(harmonicFill(hole), rule.iterations);
  start.set(data);
  const dataTerm = new Leading(new Equality(mask, image.data), image.data.length);
  const solver = new ChambollePock(prior, dataTerm, start, { kind: 'fixed', primalStep });
  yield* iterate(solver, rule);
  return solver.solution().subarray(0, image.data.length);
}
