import type { SmoothDataTerm } from '../dataTerms/dataTerm.ts';
import { combine, distanceSquared, dot, relative } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { ProximalPrior } from '../priors/prior.ts';
import type { Solver, StepReport } from './iterate.ts';
import { isTold } from './telling.ts';

/** Evaluating the objective costs about as much as half a step. */
const valueInterval = 10;

/** What ISTA and FISTA share: min_x f(x) + g(x) by x⁺ = prox_{g/L}(z − ∇f(z) / L), L Lipschitz for ∇f. */
abstract class ForwardBackward implements Solver {
  protected readonly x: Float32Array;
  protected readonly next: Float32Array;
  protected iteration = 0;
  private readonly dataTerm: SmoothDataTerm;
  private readonly prior: ProximalPrior;

  /** @param start copied */
  constructor(dataTerm: SmoothDataTerm, prior: ProximalPrior, start: Float32Array) {
    this.dataTerm = dataTerm;
    this.prior = prior;
    this.x = floats(start.length);
    this.x.set(start);
    this.next = floats(start.length);
  }

  abstract step(): StepReport;

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  objective(): number {
    return this.dataTerm.value(this.x) + this.prior.value(this.x);
  }

  /** next = prox_{g/L}(z − ∇f(z) / L). @returns ‖z − next‖² */
  protected descend(z: Float32Array): number {
    const { dataTerm, next } = this;
    const step = 1 / dataTerm.lipschitz;
    dataTerm.gradient(z, next);
    combine(1, z, -step, next, next);
    this.prior.prox(next, step, next);
    return distanceSquared(z, next);
  }

  /** The criterion is the gradient mapping L (z − x⁺), which vanishes at minimisers alone, by L ‖x⁺‖. */
  protected report(movedSquared: number): StepReport {
    const criterion = relative(Math.sqrt(movedSquared), Math.sqrt(dot(this.x, this.x)));
    return isTold(this.iteration, valueInterval) || criterion === 0
      ? { criterion, objective: this.objective() }
      : { criterion };
  }
}

/**
 * Iterative shrinkage-thresholding, or proximal gradient: f + g falls at every step, as O(1/k), and
 * geometrically where f is strongly convex (Daubechies, Defrise and De Mol 2004; Beck and Teboulle 2009).
 * With f = ½‖A x − y‖² and g = λ‖x‖₁ the threshold is λ/L.
 */
export class Ista extends ForwardBackward {
  step(): StepReport {
    this.iteration++;
    const moved = this.descend(this.x);
    this.x.set(this.next);
    return this.report(moved);
  }
}

/**
 * FISTA: the same step from z = x + (t − 1)/t⁺ · (x − previous x), t⁺ = (1 + √(1 + 4t²))/2, which converges as
 * O(1/k²) (Beck and Teboulle, SIAM J. Imaging Sciences 2009). The momentum is dropped whenever it points
 * uphill, ⟨z − x⁺, x⁺ − x⟩ > 0 (O’Donoghue and Candès, Found. Comput. Math. 2015), so that it converges
 * geometrically too where ISTA does.
 */
export class Fista extends ForwardBackward {
  private readonly ahead: Float32Array;
  private momentum = 1;

  constructor(dataTerm: SmoothDataTerm, prior: ProximalPrior, start: Float32Array) {
    super(dataTerm, prior, start);
    this.ahead = floats(start.length);
    this.ahead.set(start);
  }

  step(): StepReport {
    this.iteration++;
    const { x, next, ahead } = this;
    const moved = this.descend(ahead);
    if (climbs(ahead, next, x)) this.momentum = 1;
    const momentum = (1 + Math.sqrt(1 + 4 * this.momentum ** 2)) / 2;
    const forward = (this.momentum - 1) / momentum;
    this.momentum = momentum;
    combine(1 + forward, next, -forward, x, ahead);
    x.set(next);
    return this.report(moved);
  }
}

/** ⟨z − x⁺, x⁺ − x⟩ > 0. */
function climbs(z: Float32Array, next: Float32Array, x: Float32Array): boolean {
  let product = 0;
  for (let i = 0; i < x.length; i++) product += (z[i]! - next[i]!) * (next[i]! - x[i]!);
  return product > 0;
}
