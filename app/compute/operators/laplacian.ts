import { periodicLaplacian, reflectingLaplacian } from '../kernels/laplacian.ts';
import type { Boundary } from './convolution.ts';
import { LaplacianSpectrum } from './laplacianSpectrum.ts';
import type { InvertibleNormal } from './linearOperator.ts';

/** Δ by five points, each plane by itself; its own adjoint. With the reflecting boundary Δ = div ∇ exactly. */
export class Laplacian implements InvertibleNormal {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  readonly spectrum: LaplacianSpectrum;
  private readonly width: number;
  private readonly height: number;
  private readonly boundary: Boundary;

  constructor(width: number, height: number, channels: number, boundary: Boundary) {
    this.width = width;
    this.height = height;
    this.boundary = boundary;
    this.inputSize = width * height * channels;
    this.outputSize = this.inputSize;
    this.spectrum = new LaplacianSpectrum(width, height, boundary);
    this.normSquared = this.spectrum.largest ** 2;
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { width, height } = this;
    const size = width * height;
    const laplacian = this.boundary === 'reflect' ? reflectingLaplacian : periodicLaplacian;
    for (let start = 0; start < this.inputSize; start += size)
      laplacian(x.subarray(start, start + size), width, height, out.subarray(start, start + size));
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.apply(y, out);
  }

  solveNormal(b: Float32Array, shift: number, out: Float32Array): void {
    this.spectrum.apply(b, (eigenvalue) => 1 / (eigenvalue * eigenvalue + shift), out);
  }
}
