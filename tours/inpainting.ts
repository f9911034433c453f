import { Equality } from '../app/compute/dataTerms/equality.ts';
import type { Image } from '../app/compute/image.ts';
import { SmoothedTotalVariation } from '../app/compute/priors/smoothedTotalVariation.ts';
import { Sobolev } from '../app/compute/priors/sobolev.ts';
import { Fista } from '../app/compute/solvers/forwardBackward.ts';
import { ProjectedGradient } from '../app/compute/solvers/projectedGradient.ts';
import { uniform } from '../app/compute/testing/random.ts';
import { perSeed, signalToNoise, type Figure } from './figures.ts';

const missing = 0.7;
const epsilon = 1e-2;

/** "Inpainting using Variational Regularization": cameraman, seven pixels out of ten missing. */
export function inpainting(image: Image): Figure[] {
  const { width, height } = image;
  const damaged = perSeed((seed) => {
    const next = uniform(seed);
    const mask = { width, height, data: Uint8Array.from(image.data, () => (next() > missing ? 0 : 1)) };
    return { mask, y: image.data.map((value, i) => (mask.data[i] === 0 ? value : 0)) };
  });
  const sobolev = new Sobolev(width, height, 1);
  const variation = new SmoothedTotalVariation(width, height, 1, 1, epsilon);
  /** As the tour does it, from zeros at the missing pixels. */
  const projected =
    (prior: Sobolev | SmoothedTotalVariation, step: number, iterations: number) => (seed: number) => {
      const { mask, y } = damaged(seed);
      const solver = new ProjectedGradient(prior, new Equality(mask, y), y, step);
      for (let i = 0; i < iterations; i++) solver.step();
      return signalToNoise(image.data, solver.solution());
    };
  /** The same problem to the end, with momentum. */
  const converged = (prior: Sobolev | SmoothedTotalVariation, iterations: number) => (seed: number) => {
    const { mask, y } = damaged(seed);
    const solver = new Fista(prior, new Equality(mask, y), y);
    for (let i = 0; i < iterations; i++) if ((solver.step().criterion ?? Infinity) < 1e-7) break;
    return signalToNoise(image.data, solver.solution());
  };
  const tolerance = 0.5;
  return [
    {
      what: 'cameraman, 70 % missing: Sobolev, 50 steps',
      published: 19.2,
      tolerance,
      measure: projected(sobolev, 0.8 / 4, 50),
    },
    {
      what: '  smoothed total variation, 700 steps',
      published: 18.8,
      tolerance,
      measure: projected(variation, (0.9 * epsilon) / 4, 700),
    },
    {
      what: '  Sobolev, converged',
      published: null,
      tolerance: 0,
      above: 'cameraman, 70 % missing: Sobolev, 50 steps',
      measure: converged(sobolev, 1000),
    },
    {
      what: '  smoothed total variation, converged',
      published: null,
      tolerance: 0,
      above: '  smoothed total variation, 700 steps',
      measure: converged(variation, 3000),
    },
  ];
}
