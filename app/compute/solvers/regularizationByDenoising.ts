import type { DataTerm } from '../dataTerms/dataTerm.ts';
import type { Denoise } from '../denoiser.ts';
import type { Image } from '../image.ts';
import { copyOf } from '../kernels/memory.ts';
import { distanceSquared, dot, relative } from '../kernels/vectors.ts';
import type { AsyncSolver, StepReport } from './iterate.ts';

/**
 * Regularization by denoising: seeks ∇f(x) + λ (x − D(x, σ)) = 0 by the fixed-point iteration
 * x ← argmin f(u) + λ/2 ‖u − D(x)‖² (Romano, Elad and Milanfar, SIAM J. Imaging Sciences 2017, eq. 37–38).
 * What it reports is the relative fixed-point residual ‖∇f(x) + λ (x − D(x))‖ / (λ ‖x‖), which, as x solves the
 * last subproblem, is ‖D(x) − D(previous x)‖ / ‖x‖. It is no energy's gradient unless the denoiser's
 * Jacobian is symmetric (Reehorst and Schniter 2018), so no objective is claimed; the residual need not fall.
 */
export class RegularizationByDenoising implements AsyncSolver {
  private readonly dataTerm: DataTerm;
  private readonly denoise: Denoise;
  private readonly sigma: number;
  private readonly weight: number;
  private readonly x: Image;
  private denoised: Float32Array | null = null;

  /**
   * @param sigma that the denoiser is told, values in [0, 1]
   * @param weight λ
   * @param start copied
   */
  constructor(dataTerm: DataTerm, denoise: Denoise, sigma: number, weight: number, start: Image) {
    this.dataTerm = dataTerm;
    this.denoise = denoise;
    this.sigma = sigma;
    this.weight = weight;
    this.x = { ...start, data: copyOf(start.data) };
  }

  async step(): Promise<StepReport> {
    const { x, denoised: before } = this;
    const { data } = await this.denoise(x, this.sigma);
    this.denoised = data;
    const norm = Math.sqrt(dot(x.data, x.data));
    this.dataTerm.prox(data, 1 / this.weight, x.data);
    // The start solves no subproblem.
    if (before === null) return {};
    const residual = relative(Math.sqrt(distanceSquared(data, before)), norm);
    return { objective: residual, criterion: residual };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x.data;
  }
}
