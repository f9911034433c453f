import { likeImage, type Image } from '../image.ts';
import { WaveletShrinkage, type Shrinkage } from '../solvers/waveletShrinkage.ts';
import { spreadPatches } from './spreadPatches.ts';
import { sureStrength } from './sure.ts';

const grid = { side: 96, perSide: 3 };
/** Hard thresholding jumps, so that no unbiased estimate of its error is to be had; this is the usual choice. */
const hardRatio = 3;

/**
 * The threshold for a noise level, in units of the image's values: for soft thresholding the one of the least
 * expected error (SURE), for hard three deviations.
 * @param noise standard deviation, 8-bit units
 */
export function waveletThreshold(image: Image, noise: number, shrinkage: Shrinkage): number {
  const sigma = noise / 255;
  if (sigma === 0) return 0;
  if (shrinkage.rule === 'hard') return hardRatio * sigma;
  const patches = spreadPatches(image, grid);
  const known = new Map<string, WaveletShrinkage>();
  const denoise = (y: Image, threshold: number): Float32Array => {
    const size = `${y.width}×${y.height}`;
    const solver = known.get(size) ?? new WaveletShrinkage(y, shrinkage);
    known.set(size, solver);
    const out = likeImage(y);
    Array.from(solver.apply(y, threshold, out));
    return out.data;
  };
  const range = { low: 0.02 * sigma, high: 10 * sigma, start: sigma, factor: 1.6, tolerance: 0.03 };
  return sureStrength(patches, noise, denoise, range);
}
