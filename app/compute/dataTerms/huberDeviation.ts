import type { DataTerm, SmoothDataTerm } from './dataTerm.ts';

/** Σ h(x − y), h(r) = r²/2 up to |r| = threshold, then threshold · |r| − threshold²/2 (Huber 1964). */
export class HuberDeviation implements DataTerm, SmoothDataTerm {
  readonly lipschitz = 1;
  private readonly y: Float32Array;
  private readonly threshold: number;

  constructor(y: Float32Array, threshold: number) {
    this.y = y;
    this.threshold = threshold;
  }

  value(x: Float32Array): number {
    const { y, threshold } = this;
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const size = Math.abs(x[i]! - y[i]!);
      sum += size <= threshold ? (size * size) / 2 : threshold * (size - threshold / 2);
    }
    return sum;
  }

  gradient(x: Float32Array, out: Float32Array): void {
    const { y, threshold } = this;
    for (let i = 0; i < x.length; i++) out[i] = Math.max(-threshold, Math.min(threshold, x[i]! - y[i]!));
  }

  /** The residual r becomes r/(1 + step) while that stays below the threshold, else shrinks by step · threshold. */
  prox(x: Float32Array, step: number, out: Float32Array): void {
    const { y, threshold } = this;
    const most = step * threshold;
    const pull = step / (1 + step);
    for (let i = 0; i < x.length; i++) {
      const residual = x[i]! - y[i]!;
      out[i] = x[i]! - Math.max(-most, Math.min(most, pull * residual));
    }
  }
}
