import { defineMethod } from '../defineMethod.ts';
import type { Image } from '../image.ts';
import type { Fft2 } from '../kernels/fft2.ts';
import { reflectingLaplacian } from '../kernels/laplacian.ts';
import { floats } from '../kernels/memory.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import { blurModel } from './blurModel.ts';
import { deblurParameters, resolveDeblurByRule } from './deblurParameters.ts';
import { filterInFrame } from './framedDeblur.ts';
import { deblurByGradients, quadraticFilter, linearSolverParameters } from './linearDeblur.ts';
import { strengthParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';

const { psf, noise, boundary } = deblurParameters;
const weakest = 1e-6;

export const sobolevDeblur = defineMethod({
  id: 'sobolev-deblur',
  task: 'deblur',
  title: 'Sobolev (smooth)',
  summary:
    'Undoes a known blur with the smoothest picture that explains the photo. Quick and linear; edges stay soft and may ring.',
  reference:
    'Tikhonov and Arsenin, Solutions of Ill-posed Problems, 1977, with the gradient’s energy: (AᵀA − λΔ) x = Aᵀy',
  parameters: {
    psf,
    noise,
    strength: strengthParameter('λ in ½‖k ⋆ x − y‖² + λ/2 ‖∇x‖²', weakest, 10),
    ...linearSolverParameters,
    boundary,
  },
  tiling: { kind: 'tiles', halo: (values) => 6 * radiusOf(samplePsf(values.psf)) + 16 },
  workingCopies: 14,
  resolve: (sample, values, estimates) => resolveDeblurByRule(sample, values, estimates, strengthFor),
  forwardModel: ({ image }, values) =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
  run: ({ image }, values) => {
    const weight = resolved(values.strength);
    if (values.solver === 'cg') return deblurByGradients(image, values, weight, stiffness(image));
    return filterInFrame(image, values, ({ frame, transfer }) =>
      quadraticFilter(transfer, weight, gradientSymbol(frame.transform), null),
    );
  },
});

/** −Δ of each channel, the border mirrored. */
function stiffness({ width, height }: Image) {
  const size = width * height;
  return (x: Float32Array, out: Float32Array) => {
    for (let at = 0; at < x.length; at += size)
      reflectingLaplacian(x.subarray(at, at + size), width, height, out.subarray(at, at + size));
    for (let i = 0; i < x.length; i++) out[i] = -out[i]!;
  };
}

/** The symbol of −Δ by differences, 4 sin² + 4 sin². */
function gradientSymbol({ width, height, columns }: Fft2): Float32Array {
  const symbol = floats(height * columns);
  const across = Float64Array.from({ length: columns }, (_, u) => 4 * Math.sin((Math.PI * u) / width) ** 2);
  for (let v = 0, i = 0; v < height; v++) {
    const down = 4 * Math.sin((Math.PI * v) / height) ** 2;
    for (let u = 0; u < columns; u++, i++) symbol[i] = down + across[u]!;
  }
  return symbol;
}

/** Fitted on Gaussian, disk and motion blur of photographs, σ in levels. */
function strengthFor(noise: number): number {
  return Math.max(weakest, (1.5 * noise ** 1.5) / 255);
}
