import type { DataTerm } from './dataTerm.ts';

/** ½‖x − y‖². */
export class SquaredL2 implements DataTerm {
  private readonly y: Float32Array;

  constructor(y: Float32Array) {
    this.y = y;
  }

  value(x: Float32Array): number {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += (x[i]! - this.y[i]!) ** 2;
    return sum / 2;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const y = this.y;
    const keep = 1 / (1 + step);
    const pull = step * keep;
    for (let i = 0; i < x.length; i++) out[i] = keep * x[i]! + pull * y[i]!;
  }
}
