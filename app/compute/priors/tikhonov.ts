import { dot } from '../kernels/vectors.ts';
import type { ProximalPrior, SmoothPrior } from './prior.ts';

/** weight · ½‖x‖². */
export class Tikhonov implements SmoothPrior, ProximalPrior {
  readonly lipschitz: number;
  private readonly weight: number;

  constructor(weight: number) {
    this.weight = weight;
    this.lipschitz = weight;
  }

  value(x: Float32Array): number {
    return (this.weight * dot(x, x)) / 2;
  }

  gradient(x: Float32Array, out: Float32Array): void {
    for (let i = 0; i < x.length; i++) out[i] = this.weight * x[i]!;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const factor = 1 / (1 + step * this.weight);
    for (let i = 0; i < x.length; i++) out[i] = factor * x[i]!;
  }
}
