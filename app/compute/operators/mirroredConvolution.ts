import { grow, growth, type Growth } from '../kernels/growth.ts';
import { floats, threadCount } from '../kernels/memory.ts';
import { reflectedIndices, wrappedIndices } from '../kernels/reflect.ts';
import { applyMirroredTaps, tapsOf, type Taps } from '../kernels/taps.ts';
import type { Boundary } from './convolution.ts';
import type { LinearOperator } from './linearOperator.ts';
import { originOf, type Psf } from './psf.ts';

/**
 * Convolution tap by tap with a PSF that is its own mirror image: rows that mirror each other are added before, which
 * saves nearly half of the taps; and the operator is its own adjoint, at both boundaries.
 */
export class MirroredConvolution implements LinearOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  private readonly extended: Growth;
  private readonly taps: Taps;
  /** Rows above and below a pixel's own that the PSF covers. */
  private readonly reach: number;
  private readonly grown: Float32Array;
  private readonly scratch: Float32Array;

  constructor(width: number, height: number, psf: Psf, boundary: Boundary) {
    this.inputSize = width * height;
    this.outputSize = width * height;
    const { x, y } = originOf(psf);
    this.reach = y;
    const repeat = boundary === 'reflect' ? reflectedIndices : wrappedIndices;
    const rows = repeat(height, y, y);
    const columns = repeat(width, x, x);
    this.extended = growth(width, height, rows, columns, x);
    this.taps = tapsOf(psf.data.slice(y * psf.width), psf.width, columns.length);
    this.grown = floats(rows.length * columns.length);
    this.scratch = floats(threadCount() * (y + 1) * columns.length);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { width, height, columns } = this.extended;
    grow(this.extended, x, this.grown);
    applyMirroredTaps(this.taps, this.reach, this.grown, columns.length, this.scratch, out, width, height);
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.apply(y, out);
  }
}
