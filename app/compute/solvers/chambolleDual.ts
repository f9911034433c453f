import type { Image } from '../image.ts';
import { implicitAscent } from '../kernels/implicitAscent.ts';
import { combine } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import { Gradient } from '../operators/gradient.ts';
import type { Solver, StepReport } from './iterate.ts';
import { rofGap } from './rofGap.ts';
import { isTold } from './telling.ts';

/** The gap costs about as much as a step. */
const gapInterval = 10;

/**
 * ROF by Chambolle's fixed point on the dual ("An algorithm for total variation minimization and
 * applications", JMIV 2004, equation 9): with x = y + λ div p,
 *
 *   p⁺ = (p + τ/λ ∇x) / (1 + τ/λ |∇x|),   τ ≤ 1/‖∇‖² = 1/8,
 *
 * which keeps |p| ≤ 1 without a projection. Isotropic, channels coupled. Converges as O(1/k); `RofDual` is
 * faster.
 */
export class ChambolleDual implements Solver {
  private readonly y: Image;
  private readonly weight: number;
  private readonly gradient: Gradient;
  private readonly x: Float32Array;
  /** λ p, in the ball of radius λ. */
  private readonly dual: Float32Array;
  private readonly scratch: Float32Array;
  private iteration = 0;

  /** @param weight λ > 0, in units of the image's values */
  constructor(y: Image, weight: number) {
    this.y = y;
    this.weight = weight;
    this.gradient = new Gradient(y.width, y.height, y.channels);
    this.x = floats(y.data.length);
    this.x.set(y.data);
    this.dual = floats(2 * y.data.length);
    this.scratch = floats(y.data.length);
  }

  step(): StepReport {
    this.iteration++;
    const { y, x, dual, gradient, weight } = this;
    implicitAscent(x, y, 1 / Gradient.normSquared, weight, dual);
    gradient.applyAdjoint(dual, x);
    combine(1, y.data, -1, x, x);
    if (!isTold(this.iteration, gapInterval)) return {};
    const { primal, dual: bound, relative } = rofGap(gradient, y.data, weight, x, dual, this.scratch);
    return { objective: primal, dual: bound, criterion: relative };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x;
  }
}
