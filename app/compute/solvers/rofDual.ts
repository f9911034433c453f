import type { Image } from '../image.ts';
import { ascendRow, denoisedRow, momentumRow, shrinkFactors } from '../kernels/totalVariation.ts';

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
  /** Two rows of x(q), all channels, and the row of p that is being made. */
  private readonly rows: Float32Array;
  private readonly tx: Float32Array;
  private readonly ty: Float32Array;
  private readonly norms: Float32Array;
  private iteration = 0;

  /** @param weight λ > 0, in units of the image's values */
  constructor(y: Image, weight: number) {
    this.y = y;
    this.weight = weight;
    const size = y.data.length;
    this.px = new Float32Array(size);
    this.py = new Float32Array(size);
    this.qx = new Float32Array(size);
    this.qy = new Float32Array(size);
    this.rows = new Float32Array(2 * y.channels * y.width);
    this.tx = new Float32Array(y.channels * y.width);
    this.ty = new Float32Array(y.channels * y.width);
    this.norms = new Float32Array(y.width);
  }

  /** One sweep: row r of q is overwritten only after row r + 1 of x(q), which needs it, was made. */
  step(): void {
    this.iteration++;
    const { width, height, channels } = this.y;
    const { px, py, qx, qy, rows, tx, ty, norms } = this;
    const size = width * height;
    const step = 1 / (8 * this.weight);
    const momentum = (this.iteration - 1) / (this.iteration + momentumDelay);
    this.denoiseRow(qx, qy, 0, 0);
    for (let row = 0; row < height; row++) {
      const here = (row & 1) * channels * width;
      const below = row + 1 < height ? channels * width - here : here;
      if (row + 1 < height) this.denoiseRow(qx, qy, row + 1, below);
      norms.fill(0);
      for (let c = 0; c < channels; c++) {
        const at = c * size + row * width;
        const to = c * width;
        ascendRow(rows, here + to, below + to, qx, qy, at, step, tx, ty, to, width, norms);
      }
      shrinkFactors(norms, width, 1);
      for (let c = 0; c < channels; c++)
        momentumRow(norms, tx, ty, c * width, momentum, px, py, qx, qy, c * size + row * width, width);
    }
  }

  /** x(p), written into `out` (of the measurement's shape). */
  solution(out: Float32Array): void {
    const { data, width, height } = this.y;
    const size = width * height;
    for (let at = 0; at < data.length; at += width) {
      const row = (at % size) / width;
      const above = row > 0 ? at - width : -1;
      denoisedRow(data, this.px, this.py, at, above, row === height - 1, this.weight, out, at, width);
    }
  }

  /**
   * The gap is λ Σ (|∇x| − p·∇x) at x = x(p): a sum of non-negative terms, hence exact even where it
   * is tiny beside the objective.
   */
  gap(): DualityGap {
    const { width, height, channels, data } = this.y;
    const { px, py, rows } = this;
    const size = width * height;
    let fidelity = 0;
    let variation = 0;
    let slack = 0;
    this.denoiseRow(px, py, 0, 0);
    for (let row = 0; row < height; row++) {
      const here = (row & 1) * channels * width;
      const below = row + 1 < height ? channels * width - here : here;
      if (row + 1 < height) this.denoiseRow(px, py, row + 1, below);
      for (let i = 0; i < width; i++) {
        const right = i + 1 < width ? 1 : 0;
        let norm = 0;
        let product = 0;
        for (let c = 0; c < channels; c++) {
          const at = c * size + row * width + i;
          const x = rows[here + c * width + i]!;
          const dx = rows[here + c * width + i + right]! - x;
          const dy = rows[below + c * width + i]! - x;
          norm += dx * dx + dy * dy;
          product += px[at]! * dx + py[at]! * dy;
          const difference = x - data[at]!;
          fidelity += difference * difference;
        }
        const length = Math.sqrt(norm);
        variation += length;
        slack += Math.max(0, length - product);
      }
    }
    const primal = fidelity / 2 + this.weight * variation;
    const gap = this.weight * slack;
    return { primal, dual: primal - gap, relative: gap === 0 ? 0 : gap / primal };
  }

  private denoiseRow(px: Float32Array, py: Float32Array, row: number, to: number): void {
    const { data, width, height, channels } = this.y;
    const size = width * height;
    for (let c = 0; c < channels; c++) {
      const at = c * size + row * width;
      const above = row > 0 ? at - width : -1;
      denoisedRow(data, px, py, at, above, row === height - 1, this.weight, this.rows, to + c * width, width);
    }
  }
}

/** a in (k − 1)/(k + a): any a > 2 gives convergence of the iterates. */
const momentumDelay = 3;
