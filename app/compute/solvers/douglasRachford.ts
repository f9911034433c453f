import { combine, distanceSquared, dot, relative } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import type { ProximalPrior } from '../priors/prior.ts';
import type { Solver, StepReport } from './iterate.ts';

/**
 * min_x f(x) + g(x), both by their proximal maps alone (Lions and Mercier 1979; Combettes and Pesquet 2007):
 *
 *   z⁺ = (1 − μ/2) z + μ/2 · rprox_g(rprox_f(z)),  rprox = 2 prox − 1,  0 < μ < 2,
 *
 * read out as x = prox_f(z), not z. It stops on ‖prox_g(2x − z) − x‖ / ‖x‖, which vanishes at the fixed
 * points alone.
 */
export class DouglasRachford implements Solver {
  private readonly f: ProximalPrior;
  private readonly g: ProximalPrior;
  private readonly stepLength: number;
  private readonly relaxation: number;
  private readonly z: Float32Array;
  private readonly x: Float32Array;
  private readonly reflected: Float32Array;

  /**
   * @param start copied
   * @param stepLength γ > 0 of both proximal maps: it changes the pace, not the result
   * @param relaxation μ
   * @throws RangeError where μ is not between 0 and 2
   */
  constructor(f: ProximalPrior, g: ProximalPrior, start: Float32Array, stepLength: number, relaxation = 1) {
    if (!(relaxation > 0 && relaxation < 2)) throw new RangeError('the relaxation must be between 0 and 2');
    this.f = f;
    this.g = g;
    this.stepLength = stepLength;
    this.relaxation = relaxation;
    this.z = floats(start.length);
    this.z.set(start);
    this.x = floats(start.length);
    this.x.set(start);
    this.reflected = floats(start.length);
    f.prox(this.z, stepLength, this.x);
  }

  step(): StepReport {
    const { f, g, stepLength, relaxation, z, x, reflected } = this;
    combine(2, x, -1, z, reflected);
    g.prox(reflected, stepLength, reflected);
    const missed = distanceSquared(reflected, x);
    // z⁺ = z + μ (prox_g(2x − z) − x), which is the formula above written out.
    combine(1, z, relaxation, reflected, z);
    combine(1, z, -relaxation, x, z);
    f.prox(z, stepLength, x);
    return { criterion: relative(Math.sqrt(missed), Math.sqrt(dot(x, x))) };
  }

  /** The current x = prox_f(z), valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }

  /** (z − x) / γ, a subgradient of f at x: what the dual variable is at the solution. */
  subgradient(out: Float32Array): void {
    combine(1 / this.stepLength, this.z, -1 / this.stepLength, this.x, out);
  }
}
