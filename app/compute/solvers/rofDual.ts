import type { Image } from '../image.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { RofKernel } from '../kernels/rof.ts';

/** Where a primal-dual method stands: `dual` ≤ minimum ≤ `primal`. */
export interface DualityGap {
  readonly primal: number;
  readonly dual: number;
  /** (primal − dual) / primal, and 0 where both vanish. */
  readonly relative: number;
}

/**
 * ROF: min_x ½‖x − y‖² + λ TV(x), isotropic, channels coupled (Rudin, Osher & Fatemi 1992), by
 * accelerated projected gradient on the dual (FGP: Beck & Teboulle, IEEE TIP 2009, with the momentum
 * (k − 1)/(k + a) of Chambolle & Dossal 2015, whose iterates converge).
 *
 * x = y + λ div p with |p| ≤ 1;  p⁺ = Π(q + ∇x(q) / (8λ));  q⁺ = p⁺ + momentum · (p⁺ − p).
 *
 * Since ½‖x − x*‖² ≤ primal − dual, the gap bounds the distance to the solution.
 */
export class RofDual {
  private readonly y: Image;
  private readonly weight: number;
  private readonly px: Float32Array;
  private readonly py: Float32Array;
  private readonly qx: Float32Array;
  private readonly qy: Float32Array;
  private readonly kernel: RofKernel;
  private iteration = 0;

  /** @param weight λ > 0, in units of the image's values */
  constructor(y: Image, weight: number) {
    this.y = { ...y, data: copyOf(y.data) };
    this.weight = weight;
    const size = y.data.length;
    this.px = floats(size);
    this.py = floats(size);
    this.qx = floats(size);
    this.qy = floats(size);
    this.kernel = new RofKernel(this.y, weight);
  }

  /** Several iterations at once are faster than one by one: a row is fetched from memory once for all. */
  advance(iterations: number): void {
    const momenta = Array.from({ length: iterations }, () => {
      this.iteration++;
      return (this.iteration - 1) / (this.iteration + momentumDelay);
    });
    this.kernel.iterate(this.px, this.py, this.qx, this.qy, momenta);
  }

  step(): void {
    this.advance(1);
  }

  /** x(p), written into `out` (of the measurement's shape). */
  solution(out: Float32Array): void {
    this.kernel.solution(this.px, this.py, out);
  }

  /**
   * The gap is λ Σ (|∇x| − p·∇x) at x = x(p): a sum of non-negative terms, hence exact even where it
   * is tiny beside the objective.
   */
  gap(): DualityGap {
    const { fidelity, variation, slack } = this.kernel.gap(this.px, this.py);
    const primal = fidelity / 2 + this.weight * variation;
    const gap = this.weight * slack;
    return { primal, dual: primal - gap, relative: gap === 0 ? 0 : gap / primal };
  }
}

/** a in (k − 1)/(k + a): any a > 2 gives convergence of the iterates. */
const momentumDelay = 3;
