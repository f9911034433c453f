import type { SmoothDataTerm } from '../dataTerms/dataTerm.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine, distanceSquared, relative } from '../kernels/vectors.ts';
import type { Solver, StepReport } from './iterate.ts';
import { isTold } from './telling.ts';

/** The orthogonal projection onto a convex set: the prox of its indicator, whatever the step. */
export interface Projection {
  prox(x: Float32Array, step: number, out: Float32Array): void;
}

const valueInterval = 10;

/**
 * min E(x) over a convex set: x⁺ = Π(x − τ ∇E(x)), 0 < τ < 2/L, L Lipschitz for ∇E (Goldstein 1964; Levitin and
 * Polyak 1966). The step is 1/L, or as given.
 */
export class ProjectedGradient implements Solver {
  private readonly objective: SmoothDataTerm;
  private readonly set: Projection;
  private readonly length: number;
  private readonly x: Float32Array;
  private readonly next: Float32Array;
  private firstMove = NaN;
  private iteration = 0;

  /** @param start copied, and projected */
  constructor(
    objective: SmoothDataTerm,
    set: Projection,
    start: Float32Array,
    step = 1 / objective.lipschitz,
  ) {
    if (!(step > 0 && step * objective.lipschitz <= 2))
      throw new Error(`projected gradient diverges with the step ${step}`);
    this.objective = objective;
    this.set = set;
    this.length = step;
    this.x = copyOf(start);
    this.set.prox(this.x, step, this.x);
    this.next = floats(start.length);
  }

  /** The criterion is the gradient mapping (x − x⁺)/τ, which vanishes at minimisers alone, relative to the first. */
  step(): StepReport {
    this.iteration++;
    const { x, next, length } = this;
    this.objective.gradient(x, next);
    combine(1, x, -length, next, next);
    this.set.prox(next, length, next);
    const move = Math.sqrt(distanceSquared(x, next));
    if (this.iteration === 1) this.firstMove = move;
    x.set(next);
    const criterion = relative(move, this.firstMove);
    return isTold(this.iteration, valueInterval)
      ? { criterion, objective: this.objective.value(x) }
      : { criterion };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }
}
