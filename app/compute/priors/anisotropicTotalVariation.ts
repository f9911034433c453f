import { floats } from '../kernels/memory.ts';
import { Gradient } from '../operators/gradient.ts';
import type { DualizedPrior } from './prior.ts';

/** weight · ‖∇x‖₁: the sum of all absolute differences; prefers edges along the axes, each channel by itself. */
export class AnisotropicTotalVariation implements DualizedPrior {
  readonly weight: number;
  readonly analysis: Gradient;
  readonly analysisNormSquared = Gradient.normSquared;
  private readonly field: Float32Array;

  constructor(width: number, height: number, channels: number, weight: number) {
    this.analysis = new Gradient(width, height, channels);
    this.weight = weight;
    this.field = floats(this.analysis.outputSize);
  }

  value(x: Float32Array): number {
    this.analysis.apply(x, this.field);
    let sum = 0;
    for (const difference of this.field) sum += Math.abs(difference);
    return this.weight * sum;
  }

  conjugateProx(dual: Float32Array): void {
    const { weight } = this;
    for (let i = 0; i < dual.length; i++) dual[i] = Math.max(-weight, Math.min(weight, dual[i]!));
  }

  ascend(x: Float32Array, step: number, dual: Float32Array): void {
    const { weight, field } = this;
    this.analysis.apply(x, field);
    for (let i = 0; i < dual.length; i++)
      dual[i] = Math.max(-weight, Math.min(weight, dual[i]! + step * field[i]!));
  }
}
