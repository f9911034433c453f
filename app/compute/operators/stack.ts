import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from './linearOperator.ts';

/** x ↦ (A₁ x, A₂ x, …), one after the other. */
export class Stack implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /** The sum of the bounds. */
  readonly normSquared: number;
  private readonly parts: readonly BoundedOperator[];
  private readonly back: Float32Array;

  /** @throws RangeError where the operators take different sizes, or there is none */
  constructor(parts: readonly BoundedOperator[]) {
    const inputSize = parts[0]?.inputSize;
    if (inputSize === undefined || parts.some((part) => part.inputSize !== inputSize))
      throw new RangeError('a stack wants operators of the same input size');
    this.parts = parts;
    this.inputSize = inputSize;
    this.outputSize = parts.reduce((sum, part) => sum + part.outputSize, 0);
    this.normSquared = parts.reduce((sum, part) => sum + part.normSquared, 0);
    this.back = floats(inputSize);
  }

  apply(x: Float32Array, out: Float32Array): void {
    this.forEachPart(out, (part, piece) => part.apply(x, piece));
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    const { back } = this;
    out.fill(0);
    this.forEachPart(y, (part, piece) => {
      part.applyAdjoint(piece, back);
      for (let i = 0; i < out.length; i++) out[i] = out[i]! + back[i]!;
    });
  }

  private forEachPart(
    whole: Float32Array,
    visit: (part: BoundedOperator, piece: Float32Array) => void,
  ): void {
    let start = 0;
    for (const part of this.parts) {
      visit(part, whole.subarray(start, start + part.outputSize));
      start += part.outputSize;
    }
  }
}
