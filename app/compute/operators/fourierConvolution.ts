import { fft2, type Fft2, type Spectrum } from '../kernels/fft2.ts';
import { nextSmooth } from '../kernels/fft.ts';
import { fold, grow, growth, type Growth } from '../kernels/growth.ts';
import { floats } from '../kernels/memory.ts';
import { paddedIndices, reflectedIndices } from '../kernels/reflect.ts';
import type { Boundary } from './convolution.ts';
import type { LinearOperator } from './linearOperator.ts';
import { radiusOf, type Psf } from './psf.ts';
import { transferFunction } from './transferFunction.ts';

/**
 * Convolution by Fourier transforms, for any PSF. With the reflecting boundary it is crop · periodic
 * convolution · extension, and the adjoint folds the extension back.
 */
export class FourierConvolution implements LinearOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  private readonly transform: Fft2;
  private readonly transfer: Spectrum;
  private readonly spectrum: Spectrum;
  private readonly grown: Float32Array;
  /** The plane grown by the PSF's radius through reflection, and with zeros. */
  private readonly extended: Growth;
  private readonly padded: Growth;

  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    this.inputSize = width * height;
    this.outputSize = width * height;
    const radius = boundary === 'reflect' ? radiusOf(psf) : 0;
    const grownWidth = radius === 0 ? width : nextSmooth(width + 2 * radius);
    const grownHeight = radius === 0 ? height : nextSmooth(height + 2 * radius);
    const columns = reflectedIndices(width, radius, grownWidth - width - radius);
    const rows = reflectedIndices(height, radius, grownHeight - height - radius);
    this.extended = growth(width, height, rows, columns, radius);
    this.padded = growth(
      width,
      height,
      paddedIndices(height, radius, grownHeight - height - radius),
      paddedIndices(width, radius, grownWidth - width - radius),
      radius,
    );
    this.transform = fft2(grownWidth, grownHeight);
    this.transfer = transferFunction(psf, this.transform);
    this.spectrum = this.transform.createSpectrum();
    this.grown = floats(grownWidth * grownHeight);
  }

  apply(x: Float32Array, out: Float32Array): void {
    grow(this.extended, x, this.grown);
    this.filterGrown(false);
    fold(this.padded, this.grown, out);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    grow(this.padded, y, this.grown);
    this.filterGrown(true);
    fold(this.extended, this.grown, out);
  }

  private filterGrown(conjugate: boolean): void {
    this.transform.filter(this.grown, this.transfer, conjugate, this.spectrum, this.grown);
  }
}
