import { defineMethod } from '../defineMethod.ts';
import { plane, type Image } from '../image.ts';
import type { Fft2 } from '../kernels/fft2.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { floats } from '../kernels/memory.ts';
import { convolveSeparable } from '../kernels/separable.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblurByRule } from './deblurParameters.ts';
import { filterInFrame } from './framedDeblur.ts';
import { deblurByGradients, quadraticFilter, linearSolverParameters } from './linearDeblur.ts';
import { strengthParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;
const weakest = 1e-6;
/** Standard deviation in pixels of the Gaussian that makes the local mean. */
const meanWidth = 8;

export const tikhonovDeblur = defineMethod({
  id: 'tikhonov-deblur',
  task: 'deblur',
  title: 'Tikhonov (L²)',
  summary:
    'Undoes a known blur with the least contrast that explains the photo: the oldest and simplest regularisation. Quick; noise remains and edges ring.',
  reference:
    'Tikhonov, Soviet Mathematics Doklady 1963, towards the photo’s local mean, so that brightness is kept',
  parameters: {
    psf,
    noise,
    strength: strengthParameter('λ in ½‖k ⋆ x − y‖² + λ/2 ‖x − local mean of y‖²', weakest, 10),
    ...linearSolverParameters,
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 4 * meanWidth },
  workingCopies: 14,
  resolve: (sample, values, estimates) => resolveDeblurByRule(sample, values, estimates, strengthFor),
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) => {
    const weight = resolved(values.strength);
    if (values.solver === 'cg')
      return deblurByGradients(image, values, weight, (x, out) => out.set(x), localMean(image));
    return filterInFrame(image, values, ({ frame, transfer }) => {
      const symbol = floats(transfer.re.length).fill(1);
      return quadraticFilter(transfer, weight, symbol, meanSymbol(frame.transform));
    });
  },
});

function localMean(image: Image): Float32Array {
  const mean = floats(image.data.length);
  const size = image.width * image.height;
  const weights = gaussianWeights(meanWidth);
  for (let channel = 0; channel < image.channels; channel++)
    convolveSeparable(
      plane(image, channel),
      image.width,
      image.height,
      weights,
      mean.subarray(channel * size, (channel + 1) * size),
    );
  return mean;
}

/** The transform of that Gaussian, exp(−2π² σ² f²). */
function meanSymbol({ width, height, columns }: Fft2): Float32Array {
  const symbol = floats(height * columns);
  const along = (f: number) => Math.exp(-2 * (Math.PI * meanWidth * f) ** 2);
  const across = Float64Array.from({ length: columns }, (_, u) => along(u / width));
  for (let v = 0, i = 0; v < height; v++) {
    const down = along(Math.min(v, height - v) / height);
    for (let u = 0; u < columns; u++, i++) symbol[i] = down * across[u]!;
  }
  return symbol;
}

/** Fitted on Gaussian, disk and motion blur of photographs, σ in levels. */
function strengthFor(noise: number): number {
  return Math.max(weakest, (2.25 * noise ** 1.15) / 255);
}
