import { fold, grow, growth, type Growth } from '../kernels/growth.ts';
import { floats } from '../kernels/memory.ts';
import { paddedIndices, reflectedIndices, wrappedIndices } from '../kernels/reflect.ts';
import { applyTaps, tapsOf, type Taps } from '../kernels/taps.ts';
import type { Boundary } from './convolution.ts';
import type { LinearOperator } from './linearOperator.ts';
import { originOf, type Psf } from './psf.ts';

/** Convolution tap by tap, for PSFs that have few. The adjoint folds back what the boundary repeats. */
export class DirectConvolution implements LinearOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /** The plane with what the boundary adds, as far as the PSF reaches. */
  private readonly extended: Growth;
  /** That with zeros around it, as far again. */
  private readonly padded: Growth;
  private readonly taps: Taps;
  private readonly adjointTaps: Taps;
  private readonly wide: Float32Array;
  private readonly narrow: Float32Array;

  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    this.inputSize = width * height;
    this.outputSize = width * height;
    const origin = originOf(psf);
    // out[y] = Σ k[s] x[y + origin − s]: what lies before a pixel is reached by what follows the PSF's origin.
    const before = { x: psf.width - 1 - origin.x, y: psf.height - 1 - origin.y };
    const repeat = boundary === 'reflect' ? reflectedIndices : wrappedIndices;
    const rows = repeat(height, before.y, origin.y);
    const columns = repeat(width, before.x, origin.x);
    this.extended = growth(width, height, rows, columns, before.x);
    this.padded = growth(
      width,
      height,
      paddedIndices(height, psf.height - 1),
      paddedIndices(width, psf.width - 1),
      psf.width - 1,
    );
    this.taps = tapsOf(psf.data.toReversed(), psf.width, columns.length);
    this.adjointTaps = tapsOf(psf.data, psf.width, this.padded.columns.length);
    this.wide = floats(this.padded.rows.length * this.padded.columns.length);
    this.narrow = floats(rows.length * columns.length);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { width, height, columns } = this.extended;
    grow(this.extended, x, this.narrow);
    applyTaps(this.taps, this.narrow, columns.length, out, width, height);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { rows, columns } = this.extended;
    grow(this.padded, y, this.wide);
    applyTaps(
      this.adjointTaps,
      this.wide,
      this.padded.columns.length,
      this.narrow,
      columns.length,
      rows.length,
    );
    fold(this.extended, this.narrow, out);
  }
}
