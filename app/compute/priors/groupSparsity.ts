import { floats } from '../kernels/memory.ts';
import type { ProximalPrior } from './prior.ts';

/**
 * weight · Σ of the Euclidean norms of groups; x consists of `members` parts of equal length, and what lies at the
 * same place of all parts is one group: the real and imaginary parts of complex numbers, the channels of a
 * pixel. The prox shortens every group by step · weight.
 */
export class GroupSparsity implements ProximalPrior {
  private readonly weight: number;
  private readonly members: number;
  private readonly factors: Float32Array;

  /** @param length of x, a multiple of `members` */
  constructor(length: number, members: number, weight: number) {
    this.weight = weight;
    this.members = members;
    this.factors = floats(length / members);
  }

  value(x: Float32Array): number {
    this.norms(x);
    let sum = 0;
    for (const norm of this.factors) sum += norm;
    return this.weight * sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const { factors, members } = this;
    const threshold = step * this.weight;
    this.norms(x);
    for (let i = 0; i < factors.length; i++) factors[i] = 1 - threshold / Math.max(threshold, factors[i]!);
    // Where the threshold is 0 so may the norm be.
    if (threshold === 0) factors.fill(1);
    for (let member = 0, at = 0; member < members; member++)
      for (let i = 0; i < factors.length; i++, at++) out[at] = factors[i]! * x[at]!;
  }

  private norms(x: Float32Array): void {
    const { factors, members } = this;
    factors.fill(0);
    for (let member = 0, at = 0; member < members; member++)
      for (let i = 0; i < factors.length; i++, at++) factors[i] = factors[i]! + x[at]! * x[at]!;
    for (let i = 0; i < factors.length; i++) factors[i] = Math.sqrt(factors[i]!);
  }
}
