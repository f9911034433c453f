import { softThreshold } from '../kernels/wavelet.ts';
import type { DetailRun } from '../operators/wavelet.ts';
import type { ProximalPrior } from './prior.ts';

/**
 * weight · Σ gain |c| over the details among wavelet coefficients c: each counts by its deviation under unit noise,
 * as in an orthonormal basis; the approximation is free. Its prox is the soft threshold.
 */
export class DetailSparsity implements ProximalPrior {
  private readonly weight: number;
  private readonly details: readonly DetailRun[];

  constructor(details: Iterable<DetailRun>, weight: number) {
    this.details = [...details];
    this.weight = weight;
  }

  value(x: Float32Array): number {
    let sum = 0;
    for (const { at, length, gain } of this.details) {
      let part = 0;
      for (let i = at; i < at + length; i++) part += Math.abs(x[i]!);
      sum += gain * part;
    }
    return this.weight * sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    if (out !== x) out.set(x);
    for (const { at, length, gain } of this.details)
      softThreshold(out, at, length, step * this.weight * gain);
  }
}
