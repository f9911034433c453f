import { floats } from '../kernels/memory.ts';
import type { BlurDecimation } from '../operators/blurDecimation.ts';
import type { DataTerm } from './dataTerm.ts';

/**
 * ½‖A x − y‖² for a blur with decimation and as many planes, one after the other, as y has.
 * prox: u = x + Aᵀ (A Aᵀ + 1/step)⁻¹ (y − A x) (Woodbury), exact, and precise also for large steps.
 */
export class DecimatedBlur implements DataTerm {
  private readonly operator: BlurDecimation;
  private readonly y: Float32Array;
  private readonly residual: Float32Array;
  private readonly lifted: Float32Array;

  constructor(operator: BlurDecimation, y: Float32Array) {
    this.operator = operator;
    this.y = y;
    this.residual = floats(operator.outputSize);
    this.lifted = floats(operator.inputSize);
  }

  value(x: Float32Array): number {
    let sum = 0;
    this.eachPlane(x, () => {
      for (const value of this.residual) sum += value * value;
    });
    return sum / 2;
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    const { operator, residual, lifted } = this;
    this.eachPlane(x, (from, start) => {
      operator.filterGram(residual, (eigenvalue) => 1 / (eigenvalue + 1 / step));
      operator.applyAdjoint(residual, lifted);
      for (let i = 0; i < lifted.length; i++) out[start + i] = from[i]! + lifted[i]!;
    });
  }

  /** Calls with each plane of x, and where it starts, once its y − A x is known. */
  private eachPlane(x: Float32Array, use: (from: Float32Array, start: number) => void): void {
    const { operator, residual, y } = this;
    const { inputSize, outputSize } = operator;
    for (let start = 0, at = 0; start < x.length; start += inputSize, at += outputSize) {
      const from = x.subarray(start, start + inputSize);
      operator.apply(from, residual);
      for (let i = 0; i < outputSize; i++) residual[i] = y[at + i]! - residual[i]!;
      use(from, start);
    }
  }
}
