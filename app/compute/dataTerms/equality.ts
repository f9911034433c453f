import type { Mask } from '../image.ts';
import type { DataTerm } from './dataTerm.ts';

/** The indicator of {x : x = y at every known pixel (mask 0)}: its prox puts the known pixels back. */
export class Equality implements DataTerm {
  private readonly mask: Mask;
  private readonly y: Float32Array;

  /** @param y as many planes of the mask's size as x has */
  constructor(mask: Mask, y: Float32Array) {
    this.mask = mask;
    this.y = y;
  }

  value(x: Float32Array): number {
    const unknown = this.mask.data;
    for (let i = 0; i < x.length; i++)
      if (unknown[i % unknown.length] === 0 && x[i] !== this.y[i]) return Infinity;
    return 0;
  }

  prox(x: Float32Array, _step: number, out: Float32Array): void {
    const unknown = this.mask.data;
    const size = unknown.length;
    for (let start = 0; start < x.length; start += size)
      for (let i = 0; i < size; i++) out[start + i] = unknown[i] === 0 ? this.y[start + i]! : x[start + i]!;
  }
}
