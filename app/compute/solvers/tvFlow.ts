import type { Image } from '../image.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import type { Solver, StepReport } from './iterate.ts';
import { isTold } from './telling.ts';

const valueInterval = 10;

/**
 * The flow of the smoothed total variation, ∂u/∂t = div(∇u / √(|∇u|² + ε²)), by explicit steps (Rudin, Osher &
 * Fatemi 1992; Andreu, Ballester, Caselles & Mazón 2001): every level set shrinks by its curvature, noise
 * is gone at about the time of its standard deviation. Steps are stable below 2/L = ε/4; the default is
 * half of that, with which nothing oscillates.
 */
export class TvFlow implements Solver {
  /** Since the start, in units of the image's values times pixels. */
  time = 0;
  readonly stepLength: number;
  private steps = 0;
  private readonly prior: SmoothedTotalVariation;
  private readonly u: Float32Array;
  private readonly slope: Float32Array;

  /**
   * @param start copied
   * @param epsilon ε in units of the image's values
   */
  constructor(start: Image, epsilon: number, step?: number) {
    const { width, height, channels } = start;
    this.prior = new SmoothedTotalVariation(width, height, channels, 1, epsilon);
    this.stepLength = step ?? 1 / this.prior.lipschitz;
    if (!(this.stepLength > 0 && this.stepLength * this.prior.lipschitz <= 2))
      throw new Error(`the flow diverges with the step ${this.stepLength}`);
    this.u = copyOf(start.data);
    this.slope = floats(start.data.length);
  }

  /** The objective is the smoothed total variation, at first and every tenth time: it costs about half a step. */
  step(): StepReport {
    this.prior.gradient(this.u, this.slope);
    combine(1, this.u, -this.stepLength, this.slope, this.u);
    this.time += this.stepLength;
    this.steps++;
    return isTold(this.steps, valueInterval) ? { objective: this.prior.value(this.u) } : {};
  }

  /** Writes the present image. */
  solution(out: Float32Array): void {
    out.set(this.u);
  }
}
