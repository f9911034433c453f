import type { ProximalPrior } from './prior.ts';

/** The indicator of low ≤ x ≤ high; its prox clamps. */
export class Box implements ProximalPrior {
  private readonly low: number;
  private readonly high: number;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = high;
  }

  value(x: Float32Array): number {
    for (const entry of x) if (entry < this.low || entry > this.high) return Infinity;
    return 0;
  }

  prox(x: Float32Array, _step: number, out: Float32Array): void {
    const { low, high } = this;
    for (let i = 0; i < x.length; i++) out[i] = Math.max(low, Math.min(high, x[i]!));
  }
}

/** The indicator of x ≥ 0. */
export function nonnegativity(): Box {
  return new Box(0, Infinity);
}
