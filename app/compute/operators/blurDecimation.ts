import { fft2, type Fft2, type Spectrum } from '../kernels/fft2.ts';
import { floats } from '../kernels/memory.ts';
import type { InvertibleNormal } from './linearOperator.ts';
import type { Psf } from './psf.ts';
import { transferFunction } from './transferFunction.ts';

/**
 * A = S K of one periodic plane: convolution with any PSF, then every `factor`-th sample along both axes, from
 * ⌊(factor − 1)/2⌋ on. With an odd factor and an odd PSF, or an even factor and an even PSF, the outer edges of
 * both grids coincide. A Aᵀ is a convolution on the coarse grid, diagonal in its Fourier transform, so that
 * (AᵀA + c)⁻¹ b = (b − Aᵀ(A Aᵀ + c)⁻¹ A b)/c costs a few transforms (Zhao, Wei, Basarab, Dobigeon, Kouamé and
 * Tourneret, "Fast single image super-resolution", IEEE TIP 2016).
 */
export class BlurDecimation implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  readonly factor: number;
  private readonly phase: number;
  private readonly fine: Fft2;
  private readonly coarse: Fft2;
  private readonly transfer: Spectrum;
  private readonly fineSpectrum: Spectrum;
  private readonly coarseSpectrum: Spectrum;
  /** Eigenvalues of A Aᵀ on the coarse half spectrum. */
  private readonly gram: Float32Array;
  private readonly plane: Float32Array;
  private readonly measured: Float32Array;

  /** @param width of A x; x is `factor` times as wide and high */
  constructor(width: number, height: number, psf: Psf, factor: number) {
    this.factor = factor;
    this.phase = Math.floor((factor - 1) / 2);
    this.fine = fft2(width * factor, height * factor);
    this.coarse = fft2(width, height);
    this.outputSize = width * height;
    this.inputSize = this.outputSize * factor * factor;
    this.transfer = transferFunction(psf, this.fine);
    this.fineSpectrum = this.fine.createSpectrum();
    this.coarseSpectrum = this.coarse.createSpectrum();
    this.plane = floats(this.inputSize);
    this.measured = floats(this.outputSize);
    this.gram = foldedGain(this.transfer, this.fine, this.coarse, factor);
    this.normSquared = this.gram.reduce((most, value) => Math.max(most, value), 0);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { fine, coarse, factor, phase, plane } = this;
    fine.filter(x, this.transfer, false, this.fineSpectrum, plane);
    for (let row = 0, to = 0; row < coarse.height; row++) {
      let from = (row * factor + phase) * fine.width + phase;
      for (let column = 0; column < coarse.width; column++, from += factor) out[to++] = plane[from]!;
    }
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { fine, coarse, factor, phase, plane } = this;
    plane.fill(0);
    for (let row = 0, from = 0; row < coarse.height; row++) {
      let to = (row * factor + phase) * fine.width + phase;
      for (let column = 0; column < coarse.width; column++, to += factor) plane[to] = y[from++]!;
    }
    fine.filter(plane, this.transfer, true, this.fineSpectrum, out);
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    const { measured, plane } = this;
    this.apply(b, measured);
    this.filterGram(measured, (gain) => 1 / (gain + shift));
    this.applyAdjoint(measured, plane);
    for (let i = 0; i < b.length; i++) out[i] = (b[i]! - plane[i]!) / shift;
  }

  /** Multiplies y, in place, by a function of A Aᵀ, given for its eigenvalues. */
  filterGram(y: Float32Array, factorOf: (eigenvalue: number) => number): void {
    const { coarse, coarseSpectrum, gram } = this;
    const { re, im } = coarse.forward(y, coarseSpectrum);
    for (let i = 0; i < gram.length; i++) {
      const factor = factorOf(gram[i]!);
      re[i] = re[i]! * factor;
      im[i] = im[i]! * factor;
    }
    coarse.inverse(coarseSpectrum, y);
  }
}

/** Decimation folds the spectrum: (1/factor²) Σ |k̂|² over the fine frequencies that become the same coarse one. */
function foldedGain(transfer: Spectrum, fine: Fft2, coarse: Fft2, factor: number): Float32Array {
  const folded = floats(coarse.columns * coarse.height);
  for (let v = 0; v < fine.height; v++)
    for (let u = 0; u < fine.width; u++) {
      const column = u % coarse.width;
      if (column >= coarse.columns) continue;
      const stored = u < fine.columns;
      const at = stored
        ? v * fine.columns + u
        : ((fine.height - v) % fine.height) * fine.columns + fine.width - u;
      folded[(v % coarse.height) * coarse.columns + column]! +=
        (transfer.re[at]! ** 2 + transfer.im[at]! ** 2) / factor ** 2;
    }
  return folded;
}
