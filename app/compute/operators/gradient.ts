import { forwardDifferences, negativeDivergence } from '../kernels/gradient.ts';
import { LaplacianSpectrum } from './laplacianSpectrum.ts';
import type { InvertibleNormal } from './linearOperator.ts';

/**
 * ∇ by forward differences with Neumann boundary; its adjoint is −div exactly.
 * x has `channels` planes, ∇x has twice as many: all horizontal differences, then all vertical ones.
 */
export class Gradient implements InvertibleNormal {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** ‖∇‖² ≤ 8 in two dimensions. */
  static readonly normSquared = 8;
  readonly normSquared = Gradient.normSquared;
  private spectrum: LaplacianSpectrum | null = null;

  constructor(width: number, height: number, channels: number) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.inputSize = width * height * channels;
    this.outputSize = 2 * this.inputSize;
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { width, height, inputSize } = this;
    forwardDifferences(x, width, height, out.subarray(0, inputSize), out.subarray(inputSize));
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { width, height, inputSize } = this;
    negativeDivergence(y.subarray(0, inputSize), y.subarray(inputSize), width, height, out);
  }

  /** By the cosine transform, in which ∇ᵀ∇ = −Δ is diagonal. */
  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    this.spectrum ??= new LaplacianSpectrum(this.width, this.height, 'reflect');
    this.spectrum.solve(b, shift, 1, out);
  }
}
