import type { Image } from '../app/compute/image.ts';
import { softThreshold } from '../app/compute/kernels/wavelet.ts';
import { fft2 } from '../app/compute/kernels/fft2.ts';
import { DecimatedTransform } from '../app/compute/operators/wavelet.ts';
import { linspace, noisy, perSeed, signalToNoise, type Figure } from './figures.ts';
import { gaussianKernel, PeriodicFilter } from './fourier.ts';

const sigma = 0.08;

/** "Stein Unbiased Risk Estimator": hibiscus, the parameter being the one of the least estimated risk. */
export function risk(image: Image): Figure[] {
  const measured = perSeed((seed) => noisy(image, sigma, seed));
  const quality = (x: Float32Array) => signalToNoise(image.data, x);
  const tolerance = 0.15;
  return [
    {
      what: 'hibiscus, noise 0.08',
      published: 14.1,
      tolerance,
      measure: (seed) => quality(measured(seed)),
    },
    {
      what: '  Gaussian filter, width by SURE',
      published: 20.8,
      tolerance,
      measure: (seed) => quality(leastRisk(linearEstimates(image, measured(seed)), measured(seed))),
    },
    {
      what: '  soft thresholding, Daubechies 4, threshold by SURE',
      published: 19.6,
      tolerance,
      measure: (seed) => quality(leastRisk(waveletEstimates(image, measured(seed)), measured(seed))),
    },
  ];
}

interface Estimate {
  readonly x: Float32Array;
  /** div x(y). */
  readonly freedom: number;
}

/** ‖x − y‖² + 2σ² div x(y), up to the constant Nσ². */
function leastRisk(estimates: readonly Estimate[], y: Float32Array): Float32Array {
  const [best] = estimates
    .map(({ x, freedom }) => ({
      x,
      risk: x.reduce((sum, value, i) => sum + (value - (y[i] ?? NaN)) ** 2, 0) + 2 * sigma ** 2 * freedom,
    }))
    .sort((a, b) => a.risk - b.risk);
  if (best === undefined) throw new Error('nothing to choose from');
  return best.x;
}

function linearEstimates(image: Image, y: Float32Array): Estimate[] {
  const side = image.width;
  const transform = fft2(side, side);
  const filter = new PeriodicFilter(side, y);
  return linspace(0.3, 2, 30).map((width) => {
    const kernel = gaussianKernel(side, width);
    const { re } = transform.forward(kernel);
    const x = filter.apply((u, v) => re[(v < 0 ? v + side : v) * transform.columns + u] ?? NaN);
    // The trace of a convolution: the kernel's middle, once for every pixel.
    return { x, freedom: side * side * (kernel[0] ?? NaN) };
  });
}

/** All eight levels of the basis, every coefficient. */
function waveletEstimates(image: Image, y: Float32Array): Estimate[] {
  const basis = new DecimatedTransform(image, 'daubechies4', 8, 'periodic');
  const coefficients = new Float32Array(basis.outputSize);
  basis.apply(y, coefficients);
  return linspace(0.5, 2.5, 30).map((ratio) => {
    const shrunk = coefficients.slice();
    softThreshold(shrunk, 0, shrunk.length, ratio * sigma);
    const x = new Float32Array(y.length);
    basis.reconstruct(shrunk, x);
    return { x, freedom: shrunk.reduce((count, value) => count + (value === 0 ? 0 : 1), 0) };
  });
}
