import { floats } from '../kernels/memory.ts';
import type { BoundedOperator } from '../operators/linearOperator.ts';
import type { SmoothDataTerm } from './dataTerm.ts';

/** f(S c) as a smooth function of c: how well the image that coefficients build explains the measurement. */
export class PulledBack implements SmoothDataTerm {
  readonly lipschitz: number;
  private readonly term: SmoothDataTerm;
  private readonly operator: BoundedOperator;
  private readonly image: Float32Array;
  private readonly slope: Float32Array;

  constructor(term: SmoothDataTerm, operator: BoundedOperator) {
    this.term = term;
    this.operator = operator;
    this.lipschitz = term.lipschitz * operator.normSquared;
    this.image = floats(operator.outputSize);
    this.slope = floats(operator.outputSize);
  }

  value(c: Float32Array): number {
    this.operator.apply(c, this.image);
    return this.term.value(this.image);
  }

  gradient(c: Float32Array, out: Float32Array): void {
    this.operator.apply(c, this.image);
    this.term.gradient(this.image, this.slope);
    this.operator.applyAdjoint(this.slope, out);
  }
}
