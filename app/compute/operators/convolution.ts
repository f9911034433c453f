import { fft2 } from '../kernels/fft2.ts';
import { DirectConvolution } from './directConvolution.ts';
import { FourierConvolution } from './fourierConvolution.ts';
import type { BoundedOperator, LinearOperator } from './linearOperator.ts';
import { MirroredConvolution } from './mirroredConvolution.ts';
import { isMirrored, type Psf } from './psf.ts';
import { separate, SeparableConvolution } from './separableConvolution.ts';
import { transferFunction } from './transferFunction.ts';

export type Boundary = 'reflect' | 'periodic';

/**
 * Convolution of one plane with a PSF (k ⋆ x, the PSF not flipped), of the plane's size. Beyond the
 * border the plane goes on by half-sample symmetric reflection or periodically. Short PSFs that are an outer
 * product are applied along x and y, others with few taps tap by tap, the rest by Fourier transforms.
 */
export class Convolution implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly width: number;
  readonly height: number;
  readonly psf: Psf;
  readonly boundary: Boundary;
  private readonly inner: LinearOperator;
  private bound: number | null = null;

  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    this.width = width;
    this.height = height;
    this.psf = psf;
    this.boundary = boundary;
    this.inputSize = width * height;
    this.outputSize = width * height;
    const factors = psf.width + psf.height <= mostSeparableTaps ? separate(psf) : null;
    if (factors !== null) this.inner = new SeparableConvolution(width, height, psf, factors, boundary);
    else {
      const few = psf.data.reduce((taps, weight) => taps + Number(weight !== 0), 0) <= mostDirectTaps;
      const direct = isMirrored(psf) ? MirroredConvolution : DirectConvolution;
      this.inner = new (few ? direct : FourierConvolution)(width, height, psf, boundary);
    }
  }

  /**
   * Periodic: the largest |k̂|², exact. Reflecting: the largest row sum times the largest column sum of |A|
   * (Schur), which is exact for a PSF that is not negative and its own mirror image.
   */
  get normSquared(): number {
    this.bound ??= this.boundary === 'periodic' ? this.largestGain() : this.schurBound();
    return this.bound;
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.inner.apply(x, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.inner.applyAdjoint(y, out);
  }

  private largestGain(): number {
    const { re, im } = transferFunction(this.psf, fft2(this.width, this.height));
    return re.reduce((most, value, i) => Math.max(most, value ** 2 + im[i]! ** 2), 0);
  }

  private schurBound(): number {
    const rowSum = this.psf.data.reduce((sum, value) => sum + Math.abs(value), 0);
    if (isMirrored(this.psf)) return rowSum ** 2;
    const data = this.psf.data.map(Math.abs);
    const columnSums = new Float32Array(this.inputSize);
    new FourierConvolution(this.width, this.height, { ...this.psf, data }, 'reflect').applyAdjoint(
      new Float32Array(this.outputSize).fill(1),
      columnSums,
    );
    return rowSum * columnSums.reduce((most, value) => Math.max(most, value), 0);
  }
}

/** Width and height of a PSF together, up to which two passes are quicker than two transforms. */
const mostSeparableTaps = 50;
/** Nonzero numbers of a PSF up to which summing them is quicker. */
const mostDirectTaps = 90;
