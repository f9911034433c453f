import type { Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import { RofDual } from '../solvers/rofDual.ts';
import { discrepancyStrength } from './discrepancy.ts';
import { spreadPatches } from './spreadPatches.ts';
import { sureStrength } from './sure.ts';
import { whitenessStrength } from './whitenessStrength.ts';

/** By what a strength is chosen; see `sure.ts`, `discrepancy.ts` and `whitenessStrength.ts`. */
export type Selection = 'sure' | 'discrepancy' | 'whiteness';

/** Below this λ nothing visible changes. */
export const weakest = 1e-4;
const strongest = 2;

/** How much of the image is looked at. */
const grid = { side: 64, perSide: 3 };
/** Enough for the risk; the curve is flat around its minimum. */
const steps = 40;
/** λ / σ of a photograph's best lies between 0.4 (texture) and 1.5 (flat). */
const usualRatio = 0.75;
const leastRatio = 0.1;
const greatestRatio = 6;
/**
 * At the best λ the residual of ROF is not quite white but lacks what TV lets pass of the noise next to edges:
 * the best is about this share of the λ with the whitest residual (19 photographs, σ 15 and 25).
 */
const bestOverWhitest = 0.77;
/** Where λ is sought without knowing the noise. */
const unknownNoise = { low: 1e-3, high: 1, start: 0.04, factor: 1.8, tolerance: 0.05 };

/**
 * The λ of ROF, min ½‖x − y‖² + λ TV(x), that suits an image, from patches spread evenly over it.
 * @param noise standard deviation, 8-bit units; not used by `whiteness`
 * @returns λ in units of the image's values; the smallest useful one where there is no noise
 */
export function tvStrength(image: Image, noise: number, selection: Selection = 'sure'): number {
  const patches = spreadPatches(image, grid);
  if (selection === 'whiteness')
    return Math.max(weakest, bestOverWhitest * whitenessStrength(patches, rofResidual, unknownNoise));
  const sigma = noise / 255;
  if (sigma * leastRatio <= weakest) return weakest;
  const range = {
    low: leastRatio * sigma,
    high: Math.min(strongest, greatestRatio * sigma),
    start: usualRatio * sigma,
    factor: 1.6,
    tolerance: 0.05,
  };
  return selection === 'sure'
    ? sureStrength(patches, noise, rof, range)
    : discrepancyStrength(patches, noise, rofResidual, range);
}

function rof(y: Image, weight: number): Float32Array {
  const solver = new RofDual(y, weight);
  solver.advance(steps);
  const x = floats(y.data.length);
  solver.solution(x);
  return x;
}

function rofResidual(y: Image, weight: number): Float32Array {
  const x = rof(y, weight);
  for (let i = 0; i < x.length; i++) x[i] = y.data[i]! - x[i]!;
  return x;
}
