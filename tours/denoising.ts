import { LeastSquares } from '../app/compute/dataTerms/leastSquares.ts';
import { SmoothSum } from '../app/compute/dataTerms/smoothSum.ts';
import type { Image } from '../app/compute/image.ts';
import { hardThreshold } from '../app/compute/kernels/wavelet.ts';
import { Identity } from '../app/compute/operators/identity.ts';
import { TranslationInvariantTransform } from '../app/compute/operators/undecimatedWavelet.ts';
import { SmoothedTotalVariation } from '../app/compute/priors/smoothedTotalVariation.ts';
import { GradientDescent } from '../app/compute/solvers/gradientDescent.ts';
import { linspace, noisy, perSeed, signalToNoise, type Figure } from './figures.ts';
import { PeriodicFilter, sobolevSymbol } from './fourier.ts';

const sigma = 0.1;

/** "Denoising by Sobolev and Total Variation Regularization": hibiscus. */
export function denoising(image: Image): Figure[] {
  const measured = perSeed((seed) => noisy(image, sigma, seed));
  const quality = (x: Float32Array) => signalToNoise(image.data, x);
  const tolerance = 0.15;
  return [
    {
      what: 'hibiscus, noise 0.1',
      published: 12.2,
      tolerance,
      measure: (seed) => quality(measured(seed)),
    },
    {
      what: '  Sobolev, best of 60 strengths',
      published: 19.9,
      tolerance,
      measure: (seed) => Math.max(...sobolev(image, measured(seed)).map(quality)),
    },
    {
      what: '  total variation, best along its path',
      published: 21.1,
      tolerance,
      measure: (seed) => variation(image, measured(seed), quality),
    },
    {
      what: '  translation-invariant wavelets, hard at 2.9 σ',
      published: 20.5,
      tolerance,
      measure: (seed) => quality(thresholded(image, measured(seed))),
    },
  ];
}

function sobolev(image: Image, y: Float32Array): Float32Array[] {
  const filter = new PeriodicFilter(image.width, y);
  const symbol = sobolevSymbol(image.width);
  return linspace(1, 30, 60).map((strength) => filter.apply((u, v) => 1 / (1 + strength * symbol(u, v))));
}

/** One step of gradient descent at each of 800 strengths from 0 to 0.25, ε = 0.01. */
function variation(image: Image, y: Float32Array, quality: (x: Float32Array) => number): number {
  const epsilon = 1e-2;
  const strengths = linspace(0, 0.25, 800);
  const step = 2 / (1 + (8 * 0.25) / epsilon);
  const dataTerm = new LeastSquares(new Identity(y.length), y);
  let best = quality(y);
  let x = y;
  for (const strength of strengths) {
    const prior = new SmoothedTotalVariation(image.width, image.height, 1, strength, epsilon);
    const descent = new GradientDescent(new SmoothSum(dataTerm, prior, y.length), x, { step });
    descent.step();
    x = descent.solution();
    best = Math.max(best, quality(x));
  }
  return best;
}

/** CDF 9/7, four levels, every coefficient; in the tour's scaling all have the noise's own deviation. */
function thresholded(image: Image, y: Float32Array): Float32Array {
  const levels = 4;
  const transform = new TranslationInvariantTransform(image, 'cdf97', levels, 'reflect');
  const coefficients = new Float32Array(transform.outputSize);
  transform.apply(y, coefficients);
  const size = transform.outputSize / (3 * levels + 1);
  for (const { at, length, level } of transform.details())
    hardThreshold(coefficients, at, length, (2.9 * sigma) / 2 ** level);
  hardThreshold(coefficients, transform.outputSize - size, size, (2.9 * sigma) / 2 ** levels);
  const out = new Float32Array(y.length);
  transform.reconstruct(coefficients, out);
  return out;
}
