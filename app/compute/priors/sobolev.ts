import { reflectingLaplacian } from '../kernels/laplacian.ts';
import { Gradient } from '../operators/gradient.ts';
import { LaplacianSpectrum } from '../operators/laplacianSpectrum.ts';
import type { ProximalPrior, SmoothPrior } from './prior.ts';

/**
 * weight · ½‖∇x‖², the discrete Sobolev (or Dirichlet) energy with Neumann boundary; its gradient is −weight · Δx,
 * its prox (I − step · weight · Δ)⁻¹ x, by cosine transforms.
 */
export class Sobolev implements SmoothPrior, ProximalPrior {
  readonly weight: number;
  readonly lipschitz: number;
  private readonly width: number;
  private readonly height: number;
  private spectrum: LaplacianSpectrum | null = null;

  constructor(width: number, height: number, weight: number) {
    this.width = width;
    this.height = height;
    this.weight = weight;
    this.lipschitz = Gradient.normSquared * weight;
  }

  value(x: Float32Array): number {
    const { width, height } = this;
    const size = width * height;
    let sum = 0;
    for (let row = 0, at = 0; at < x.length; at += width, row = at % size) {
      const down = row + width < size ? width : 0;
      for (let i = at; i < at + width; i++) {
        const dx = i + 1 < at + width ? x[i + 1]! - x[i]! : 0;
        const dy = x[i + down]! - x[i]!;
        sum += dx * dx + dy * dy;
      }
    }
    return (this.weight * sum) / 2;
  }

  gradient(x: Float32Array, out: Float32Array): void {
    const { width, height, weight } = this;
    const size = width * height;
    for (let at = 0; at < x.length; at += size) {
      const plane = out.subarray(at, at + size);
      reflectingLaplacian(x.subarray(at, at + size), width, height, plane);
      for (let i = 0; i < size; i++) plane[i] = -weight * plane[i]!;
    }
  }
  prox(x: Float32Array, step: number, out: Float32Array): void {
    this.spectrum ??= new LaplacianSpectrum(this.width, this.height, 'reflect');
    this.spectrum.solve(x, 1, step * this.weight, out);
  }
}
