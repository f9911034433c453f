import type { DataTerm } from './dataTerm.ts';

/** ‖x − y‖₁: for impulses, which it leaves out instead of averaging them (Nikolova 2004). */
export class AbsoluteDeviation implements DataTerm {
  private readonly y: Float32Array;

  constructor(y: Float32Array) {
    this.y = y;
  }

  value(x: Float32Array): number {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]! - this.y[i]!);
    return sum;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const y = this.y;
    for (let i = 0; i < x.length; i++) {
      const residual = x[i]! - y[i]!;
      out[i] = y[i]! + Math.sign(residual) * Math.max(0, Math.abs(residual) - step);
    }
  }
}
