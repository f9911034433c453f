import { PeriodicBlur } from '../app/compute/dataTerms/periodicBlur.ts';
import { SmoothSum } from '../app/compute/dataTerms/smoothSum.ts';
import type { Image } from '../app/compute/image.ts';
import { fft2 } from '../app/compute/kernels/fft2.ts';
import { SmoothedTotalVariation } from '../app/compute/priors/smoothedTotalVariation.ts';
import { GradientDescent } from '../app/compute/solvers/gradientDescent.ts';
import { linspace, noisy, perSeed, signalToNoise, type Figure } from './figures.ts';
import { gaussianKernel, PeriodicFilter, sobolevSymbol } from './fourier.ts';

const sigma = 0.02;
const blurDeviation = 3;

/** "Image Deconvolution using Variational Method": boat, a periodic Gaussian blur. */
export function deconvolution(image: Image): Figure[] {
  const side = image.width;
  const transform = fft2(side, side);
  const transfer = transform.forward(gaussianKernel(side, blurDeviation));
  const response = (u: number, v: number) =>
    transfer.re[(v < 0 ? v + side : v) * transform.columns + u] ?? NaN;
  const blurred = { ...image, data: new PeriodicFilter(side, image.data).apply(response) };
  const measured = perSeed((seed) => noisy(blurred, sigma, seed));
  const quality = (x: Float32Array) => signalToNoise(image.data, x);
  const tolerance = 0.15;
  const filtered =
    (strengths: readonly number[], penalty: (u: number, v: number) => number) => (seed: number) => {
      const filter = new PeriodicFilter(side, measured(seed));
      return Math.max(
        ...strengths.map((strength) =>
          quality(
            filter.apply((u, v) => {
              const h = response(u, v);
              return h / (h * h + strength * penalty(u, v));
            }),
          ),
        ),
      );
    };
  return [
    {
      what: 'boat, Gaussian blur 3, noise 0.02',
      published: 16.4,
      tolerance,
      measure: (seed) => quality(measured(seed)),
    },
    {
      what: '  L2, strength 0.02',
      published: 18.5,
      tolerance,
      measure: filtered([0.02], () => 1),
    },
    {
      what: '  L2, best of 40 strengths',
      published: 18.9,
      tolerance,
      measure: filtered(linspace(2e-3, 0.03, 40), () => 1),
    },
    {
      what: '  Sobolev, best of 40 strengths',
      published: 18.9,
      tolerance,
      measure: filtered(linspace(0.03, 0.2, 40), sobolevSymbol(side)),
    },
    {
      what: '  total variation, best of 20 strengths',
      published: 19.7,
      tolerance,
      measure: (seed) => variation(image, measured(seed), quality),
    },
  ];

  /** 400 steps of gradient descent at each strength, starting where the last one ended; ε = 0.004. */
  function variation({ width, height }: Image, y: Float32Array, snr: (x: Float32Array) => number): number {
    const epsilon = 0.4e-2;
    const step = 1.9 / (1 + (0.01 * 8) / epsilon);
    const blur = new PeriodicBlur(transform, transfer, [y]);
    let x = y;
    let best = snr(y);
    for (const strength of linspace(1e-6, 0.01, 20)) {
      const prior = new SmoothedTotalVariation(width, height, 1, strength, epsilon);
      const descent = new GradientDescent(new SmoothSum(blur, prior, y.length), x, { step });
      for (let i = 0; i < 400; i++) descent.step();
      x = descent.solution();
      best = Math.max(best, snr(x));
    }
    return best;
  }
}
