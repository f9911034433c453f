import type { DataTerm } from './dataTerm.ts';

/** A data term of the first `size` entries of a stacked variable; the others are free. */
export class Leading implements DataTerm {
  private readonly dataTerm: DataTerm;
  private readonly size: number;

  constructor(dataTerm: DataTerm, size: number) {
    this.dataTerm = dataTerm;
    this.size = size;
  }

  value(x: Float32Array): number {
    return this.dataTerm.value(x.subarray(0, this.size));
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    if (out !== x) out.set(x.subarray(this.size), this.size);
    this.dataTerm.prox(x.subarray(0, this.size), step, out.subarray(0, this.size));
  }
}
