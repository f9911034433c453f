import { fft2, type Fft2, type Spectrum } from '../kernels/fft2.ts';
import type { InvertibleNormal } from './linearOperator.ts';

/**
 * Fourier coefficients of one real plane at the sampled frequencies, as magnetic resonance measures them, in a
 * plane of the same size: the transform of a real plane has exactly as many independent real numbers.
 * Of the frequencies ±k one is kept, its real part in the left half, at (v, u) for 0 < u < w/2, and its
 * imaginary part in the right half, at (v, w − u); in the columns u = 0 and w/2, which mirror themselves, the
 * real part lies at (v, u) and the imaginary part at (h − v, u). Parts of frequencies that differ from their
 * mirror image are multiplied by √2 and all by 1/√(wh), so that the full transform is orthogonal; frequencies
 * that are not sampled are 0. Hence AᵀA is a projection.
 */
export class FourierSampling implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared = 1;
  private readonly sampled: Uint8Array;
  private readonly transform: Fft2;
  private readonly spectrum: Spectrum;
  private readonly coefficients: Float32Array;

  /** @param sampled 1 where sampled, laid out as the coefficients, alike for both parts of a frequency: see `samplingMask` */
  constructor(width: number, height: number, sampled: Uint8Array) {
    this.inputSize = width * height;
    this.outputSize = width * height;
    this.sampled = sampled;
    this.transform = fft2(width, height);
    this.spectrum = this.transform.createSpectrum();
    this.coefficients = new Float32Array(width * height);
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.transform.forward(x, this.spectrum);
    this.pack(out);
    for (let i = 0; i < out.length; i++) if (this.sampled[i] === 0) out[i] = 0;
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { coefficients, sampled } = this;
    for (let i = 0; i < y.length; i++) coefficients[i] = sampled[i] === 0 ? 0 : y[i]!;
    this.unpack(coefficients);
    this.transform.inverse(this.spectrum, out);
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    const { coefficients, sampled } = this;
    this.transform.forward(b, this.spectrum);
    this.pack(coefficients);
    for (let i = 0; i < coefficients.length; i++) coefficients[i] = coefficients[i]! / (sampled[i]! + shift);
    this.unpack(coefficients);
    this.transform.inverse(this.spectrum, out);
  }

  private pack(out: Float32Array): void {
    const { width, height, columns } = this.transform;
    const { re, im } = this.spectrum;
    const single = 1 / Math.sqrt(width * height);
    const double = Math.SQRT2 * single;
    for (let v = 0; v < height; v++)
      for (let u = 0; u < columns; u++) {
        const at = v * columns + u;
        if (u > 0 && 2 * u < width) {
          out[v * width + u] = double * re[at]!;
          out[v * width + width - u] = double * im[at]!;
        } else if (2 * v < height && v > 0) {
          out[v * width + u] = double * re[at]!;
          out[(height - v) * width + u] = double * im[at]!;
        } else if (v === 0 || 2 * v === height) out[v * width + u] = single * re[at]!;
      }
  }

  private unpack(y: Float32Array): void {
    const { width, height, columns } = this.transform;
    const { re, im } = this.spectrum;
    const single = Math.sqrt(width * height);
    const double = Math.SQRT1_2 * single;
    for (let v = 0; v < height; v++)
      for (let u = 0; u < columns; u++) {
        const at = v * columns + u;
        if (u > 0 && 2 * u < width) {
          re[at] = double * y[v * width + u]!;
          im[at] = double * y[v * width + width - u]!;
        } else if (2 * v < height && v > 0) {
          const mirrored = (height - v) * columns + u;
          re[at] = re[mirrored] = double * y[v * width + u]!;
          im[at] = double * y[(height - v) * width + u]!;
          im[mirrored] = -im[at];
        } else if (v === 0 || 2 * v === height) {
          re[at] = single * y[v * width + u]!;
          im[at] = 0;
        }
      }
  }
}
