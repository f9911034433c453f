import { fft2, type Fft2, type Spectrum } from '../kernels/fft2.ts';
import { nextSmooth } from '../kernels/fft.ts';
import { floats } from '../kernels/memory.ts';
import { reflectedIndices } from '../kernels/reflect.ts';
import type { Boundary } from './convolution.ts';
import type { LinearOperator } from './linearOperator.ts';
import { radiusOf, type Psf } from './psf.ts';
import { multiplySpectrum, transferFunction } from './transferFunction.ts';

/**
 * Convolution by Fourier transforms, for any PSF. With the reflecting boundary it is crop · periodic
 * convolution · extension, and the adjoint folds the extension back.
 */
export class FourierConvolution implements LinearOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  private readonly width: number;
  private readonly height: number;
  private readonly transform: Fft2;
  private readonly transfer: Spectrum;
  private readonly spectrum: Spectrum;
  /** The plane grown by the PSF's radius, and where each of its rows and columns comes from. */
  private readonly grown: Float32Array;
  private readonly rows: Int32Array;
  private readonly columns: Int32Array;
  private readonly radius: number;

  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    this.width = width;
    this.height = height;
    this.inputSize = width * height;
    this.outputSize = width * height;
    const radius = boundary === 'reflect' ? radiusOf(psf) : 0;
    const grownWidth = radius === 0 ? width : nextSmooth(width + 2 * radius);
    const grownHeight = radius === 0 ? height : nextSmooth(height + 2 * radius);
    this.columns = reflectedIndices(width, radius, grownWidth - width - radius);
    this.rows = reflectedIndices(height, radius, grownHeight - height - radius);
    this.radius = radius;
    this.transform = fft2(grownWidth, grownHeight);
    this.transfer = transferFunction(psf, this.transform);
    this.spectrum = this.transform.createSpectrum();
    this.grown = floats(grownWidth * grownHeight);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { grown, rows, columns, radius, width } = this;
    for (let row = 0; row < rows.length; row++) {
      const from = rows[row]! * width;
      const to = row * columns.length;
      grown.set(x.subarray(from, from + width), to + radius);
      for (let column = 0; column < radius; column++) grown[to + column] = x[from + columns[column]!]!;
      for (let column = radius + width; column < columns.length; column++)
        grown[to + column] = x[from + columns[column]!]!;
    }
    this.filterGrown(false);
    for (let row = 0; row < this.height; row++) {
      const from = (radius + row) * columns.length + radius;
      out.set(grown.subarray(from, from + width), row * width);
    }
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { grown, rows, columns, radius, width, height } = this;
    for (let row = 0; row < rows.length; row++) {
      const to = row * columns.length;
      const line = row - radius;
      if (line < 0 || line >= height) {
        grown.fill(0, to, to + columns.length);
        continue;
      }
      grown.fill(0, to, to + radius);
      grown.set(y.subarray(line * width, (line + 1) * width), to + radius);
      grown.fill(0, to + radius + width, to + columns.length);
    }
    this.filterGrown(true);
    for (let row = 0; row < height; row++) {
      const from = (radius + row) * columns.length + radius;
      out.set(grown.subarray(from, from + width), row * width);
    }
    // What was grown folds back onto where it came from.
    for (let row = 0; row < rows.length; row++) {
      const from = row * columns.length;
      const to = rows[row]! * width;
      const own = row >= radius && row < radius + height;
      for (let column = 0; column < columns.length; column++) {
        if (own && column === radius) column += width;
        if (column < columns.length) out[to + columns[column]!]! += grown[from + column]!;
      }
    }
  }

  private filterGrown(conjugate: boolean): void {
    this.transform.forward(this.grown, this.spectrum);
    multiplySpectrum(this.spectrum, this.transfer, conjugate);
    this.transform.inverse(this.spectrum, this.grown);
  }
}
