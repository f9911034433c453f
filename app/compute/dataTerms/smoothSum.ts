import { floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { SmoothPrior } from '../priors/prior.ts';
import type { SmoothDataTerm } from './dataTerm.ts';

/** A smooth data term and a smooth prior in one, for solvers that take a single smooth function. */
export class SmoothSum implements SmoothDataTerm {
  readonly lipschitz: number;
  private readonly dataTerm: SmoothDataTerm;
  private readonly prior: SmoothPrior;
  private readonly part: Float32Array;

  /** @param size length of x */
  constructor(dataTerm: SmoothDataTerm, prior: SmoothPrior, size: number) {
    this.dataTerm = dataTerm;
    this.prior = prior;
    this.lipschitz = dataTerm.lipschitz + prior.lipschitz;
    this.part = floats(size);
  }

  value(x: Float32Array): number {
    return this.dataTerm.value(x) + this.prior.value(x);
  }

  gradient(x: Float32Array, out: Float32Array): void {
    this.dataTerm.gradient(x, out);
    this.prior.gradient(x, this.part);
    combine(1, out, 1, this.part, out);
  }
}
