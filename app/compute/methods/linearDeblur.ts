import { likeImage, type Image } from '../image.ts';
import type { Spectrum } from '../kernels/fft2.ts';
import { floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { Iterations } from '../method.ts';
import { Channelwise } from '../operators/channelwise.ts';
import { Convolution, type Boundary } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { choice, type PsfSpec } from '../parameters.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';
import { iterate } from '../solvers/iterate.ts';
import { iterationsParameter, toleranceParameter } from './noiseParameters.ts';

/** How the linear system of a quadratic prior is solved. */
export const linearSolverParameters = {
  solver: choice({
    label: 'Solver',
    help: 'Fourier: at once, on a plane that goes on beyond the border. Conjugate gradients: with mirrored borders exactly.',
    options: [
      { value: 'fourier', label: 'Fourier' },
      { value: 'cg', label: 'Conjugate gradients' },
    ],
    default: 'fourier',
  }),
  iterations: iterationsParameter(1000, 60),
  tolerance: toleranceParameter('the relative residual of the linear system is this small', 0),
} as const;

interface LinearValues {
  readonly psf: PsfSpec;
  readonly boundary: Boundary;
  readonly iterations: number;
  readonly tolerance: number;
}

/**
 * (AᵀA + λ R) x = Aᵀ y + λ b by conjugate gradients from y, with the true boundary.
 * @param applyRegularizer out = R x  @param target b, absent where it is 0
 */
export async function* deblurByGradients(
  image: Image,
  values: LinearValues,
  weight: number,
  applyRegularizer: (x: Float32Array, out: Float32Array) => void,
  target: Float32Array | null = null,
): Iterations<Image> {
  const blur = new Convolution(image.width, image.height, samplePsf(values.psf), values.boundary);
  const operator = new Channelwise(blur, image.channels);
  const blurred = floats(image.data.length);
  const force = floats(image.data.length);
  const rightSide = floats(image.data.length);
  operator.applyAdjoint(image.data, rightSide);
  if (target !== null) combine(1, rightSide, weight, target, rightSide);
  const x = floats(image.data.length);
  x.set(image.data);
  const gradients = new ConjugateGradient(
    {
      apply(direction: Float32Array, out: Float32Array) {
        operator.apply(direction, blurred);
        operator.applyAdjoint(blurred, out);
        applyRegularizer(direction, force);
        combine(1, out, weight, force, out);
      },
    },
    rightSide,
    x,
  );
  const solver = {
    step() {
      gradients.step();
      return { criterion: gradients.relativeResidual };
    },
  };
  yield* iterate(solver, values);
  const result = likeImage(image);
  result.data.set(x);
  return result;
}

/** (conj(k̂) + λ r̂ pull) / (|k̂|² + λ r̂), in place of k̂: what ŷ is multiplied by for x̂ where b̂ = pull · ŷ. */
export function quadraticFilter(
  transfer: Spectrum,
  weight: number,
  symbol: Float32Array,
  pull: Float32Array | null,
): Spectrum {
  const { re, im } = transfer;
  for (let i = 0; i < symbol.length; i++) {
    const penalty = weight * symbol[i]!;
    const kept = pull === null ? 0 : penalty * pull[i]!;
    const scale = 1 / (re[i]! ** 2 + im[i]! ** 2 + penalty);
    re[i] = (re[i]! + kept) * scale;
    im[i] = -im[i]! * scale;
  }
  return transfer;
}
