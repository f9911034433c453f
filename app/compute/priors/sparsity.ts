import { softThreshold } from '../kernels/softThreshold.ts';
import type { ProximalPrior } from './prior.ts';

/** weight · ‖x‖₁; its prox is the soft threshold. */
export class Sparsity implements ProximalPrior {
  private readonly weight: number;

  constructor(weight: number) {
    this.weight = weight;
  }

  value(x: Float32Array): number {
    let sum = 0;
    for (const entry of x) sum += Math.abs(entry);
    return this.weight * sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    softThreshold(x, step * this.weight, out);
  }
}

/** weight · ‖x‖₁ where x ≥ 0, +∞ elsewhere; its prox is max(0, x − step · weight). */
export class NonnegativeSparsity implements ProximalPrior {
  private readonly weight: number;

  constructor(weight: number) {
    this.weight = weight;
  }

  value(x: Float32Array): number {
    let sum = 0;
    for (const entry of x) {
      if (entry < 0) return Infinity;
      sum += entry;
    }
    return this.weight * sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const threshold = step * this.weight;
    for (let i = 0; i < x.length; i++) out[i] = Math.max(0, x[i]! - threshold);
  }
}
