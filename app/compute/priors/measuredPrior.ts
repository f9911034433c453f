import { distanceSquared } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from '../operators/linearOperator.ts';
import { Scaled } from '../operators/scaled.ts';
import { Stack } from '../operators/stack.ts';
import type { DualizedPrior } from './prior.ts';

/**
 * ½‖A x − y‖² + prior(x) with both parts dualised, for primal-dual methods where (AᵀA + c)⁻¹ is not to be had.
 * K stacks s A and the prior's own operator, s such that both have the same bound: with one step for both, the
 * weaker one would lag behind.
 */
export class MeasuredPrior implements DualizedPrior {
  readonly weight = 1;
  readonly analysis: Stack;
  readonly analysisNormSquared: number;
  private readonly operator: BoundedOperator;
  private readonly y: Float32Array;
  private readonly prior: DualizedPrior;
  private readonly factor: number;
  private readonly image: Float32Array;

  constructor(operator: BoundedOperator, y: Float32Array, prior: DualizedPrior) {
    const { analysis, analysisNormSquared } = prior;
    this.operator = operator;
    this.y = y;
    this.prior = prior;
    this.factor = operator.normSquared > 0 ? Math.sqrt(analysisNormSquared / operator.normSquared) : 1;
    this.analysis = new Stack([
      new Scaled(operator, this.factor),
      {
        inputSize: analysis.inputSize,
        outputSize: analysis.outputSize,
        normSquared: analysisNormSquared,
        apply: (x, out) => analysis.apply(x, out),
        applyAdjoint: (p, out) => analysis.applyAdjoint(p, out),
      },
    ]);
    this.analysisNormSquared = this.analysis.normSquared;
    this.image = floats(y.length);
  }

  value(x: Float32Array): number {
    this.operator.apply(x, this.image);
    return distanceSquared(this.image, this.y) / 2 + this.prior.value(x);
  }

  conjugateProx(dual: Float32Array, step: number): void {
    this.pullToData(dual, step);
    this.prior.conjugateProx(dual.subarray(this.y.length), step);
  }

  ascend(x: Float32Array, step: number, dual: Float32Array): void {
    const { image, factor } = this;
    this.operator.apply(x, image);
    for (let i = 0; i < image.length; i++) dual[i] = dual[i]! + step * factor * image[i]!;
    this.pullToData(dual, step);
    this.prior.ascend(x, step, dual.subarray(image.length));
  }

  /** The conjugate of ½‖z/s − y‖² is s²‖p‖²/2 + s⟨p, y⟩. */
  private pullToData(dual: Float32Array, step: number): void {
    const { y, factor } = this;
    const scale = 1 / (1 + step * factor ** 2);
    for (let i = 0; i < y.length; i++) dual[i] = scale * (dual[i]! - step * factor * y[i]!);
  }
}
