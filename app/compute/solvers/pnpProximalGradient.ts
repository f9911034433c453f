import type { SmoothDataTerm } from '../dataTerms/dataTerm.ts';
import type { Denoise } from '../denoiser.ts';
import type { Image } from '../image.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine, distanceSquared, dot, relative } from '../kernels/vectors.ts';
import type { AsyncSolver, StepReport } from './iterate.ts';

/**
 * Plug-and-play proximal gradient, x ← D(x − ∇f(x)/L, σ), L the bound of ∇f's Lipschitz constant: forward-backward
 * splitting with the denoiser in the place of the prior's prox (Kamilov, Mansour and Wohlberg, IEEE Signal
 * Processing Letters 2017; Ryu et al., ICML 2019). What it reports is the relative fixed-point residual
 * ‖D(x − ∇f(x)/L) − x‖ / ‖x‖. It need not fall: that is proven for denoisers that are averaged operators,
 * which no trained network is known to be.
 */
export class PnpProximalGradient implements AsyncSolver {
  private readonly dataTerm: SmoothDataTerm;
  private readonly denoise: Denoise;
  private readonly sigma: number;
  private readonly x: Image;
  private readonly forward: Float32Array;

  /**
   * @param sigma that the denoiser is told, values in [0, 1]
   * @param start copied
   */
  constructor(dataTerm: SmoothDataTerm, denoise: Denoise, sigma: number, start: Image) {
    this.dataTerm = dataTerm;
    this.denoise = denoise;
    this.sigma = sigma;
    this.x = { ...start, data: copyOf(start.data) };
    this.forward = floats(start.data.length);
  }

  async step(): Promise<StepReport> {
    const { dataTerm, x, forward } = this;
    dataTerm.gradient(x.data, forward);
    combine(1, x.data, -1 / dataTerm.lipschitz, forward, forward);
    const { data } = await this.denoise({ ...x, data: forward }, this.sigma);
    const moved = Math.sqrt(distanceSquared(data, x.data));
    x.data.set(data);
    const residual = relative(moved, Math.sqrt(dot(x.data, x.data)));
    return { objective: residual, criterion: residual };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x.data;
  }
}
