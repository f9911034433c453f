import { dct2 } from '../kernels/dct2.ts';
import { fft2 } from '../kernels/fft2.ts';
import { floats } from '../kernels/memory.ts';
import { Convolution, type Boundary } from './convolution.ts';
import type { InvertibleNormal } from './linearOperator.ts';
import { isMirrored, originOf, type Psf } from './psf.ts';
import { transferFunction } from './transferFunction.ts';

/**
 * Whether the Fourier transform or, for a PSF that is its own mirror image under reflection, the cosine transform
 * makes the convolution diagonal.
 */
export function isDiagonal(psf: Psf, boundary: Boundary): boolean {
  return boundary === 'periodic' || isMirrored(psf);
}

/** A convolution for which (AᵀA + c I) x = b is solved by two transforms. */
export class InvertibleConvolution extends Convolution implements InvertibleNormal {
  private readonly solve: InvertibleNormal['solveNormal'];

  /** @throws RangeError where no transform makes it diagonal, see `isDiagonal` */
  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    if (!isDiagonal(psf, boundary)) throw new RangeError('the convolution is not diagonal');
    super(width, height, psf, boundary);
    this.solve = (boundary === 'periodic' ? fourierSolver : cosineSolver)(width, height, psf);
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    this.solve(b, shift, out);
  }
}

function fourierSolver(width: number, height: number, psf: Psf): InvertibleNormal['solveNormal'] {
  const transform = fft2(width, height);
  const transfer = transferFunction(psf, transform);
  const spectrum = transform.createSpectrum();
  const gain = floats(transfer.re.length);
  for (let i = 0; i < gain.length; i++) gain[i] = transfer.re[i]! ** 2 + transfer.im[i]! ** 2;
  return (b, shift, out) => {
    transform.forward(b, spectrum);
    divideBy(spectrum.re, gain, shift);
    divideBy(spectrum.im, gain, shift);
    transform.inverse(spectrum, out);
  };
}

function cosineSolver(width: number, height: number, psf: Psf): InvertibleNormal['solveNormal'] {
  const transform = dct2(width, height);
  const gain = mirroredTransfer(width, height, psf);
  for (let i = 0; i < gain.length; i++) gain[i] = gain[i]! ** 2;
  const cosines = floats(gain.length);
  return (b, shift, out) => {
    transform.forward(b, cosines);
    divideBy(cosines, gain, shift);
    transform.inverse(cosines, out);
  };
}

function divideBy(values: Float32Array, gain: Float32Array, shift: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! / (gain[i]! + shift);
}

/** Σ k[s, t] cos(πut/w) cos(πvs/h) at every (v, u): the eigenvalues under reflection. */
export function mirroredTransfer(width: number, height: number, psf: Psf): Float32Array {
  const origin = originOf(psf);
  const rows = Array.from({ length: psf.height }, (_, row) =>
    Float64Array.from({ length: width }, (_, u) => {
      let sum = 0;
      for (let column = 0; column < psf.width; column++)
        sum += psf.data[row * psf.width + column]! * Math.cos((Math.PI * u * (column - origin.x)) / width);
      return sum;
    }),
  );
  const eigenvalues = floats(width * height);
  for (let v = 0; v < height; v++)
    rows.forEach((values, row) => {
      const factor = Math.cos((Math.PI * v * (row - origin.y)) / height);
      for (let u = 0; u < width; u++) eigenvalues[v * width + u]! += factor * values[u]!;
    });
  return eigenvalues;
}
