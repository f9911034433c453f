import type { DataTerm } from '../dataTerms/dataTerm.ts';
import type { Denoise } from '../denoiser.ts';
import type { Image } from '../image.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import type { AsyncSolver, StepReport } from './iterate.ts';

/**
 * Expected patch log likelihood by half-quadratic splitting (Zoran and Weiss, "From learning models of natural
 * images to whole image restoration", ICCV 2011, eq. 3–6): for each weight β of a rising sequence, in units of
 * 1/σ²,
 *
 *   z ← the mean of the likeliest patches of x under noise of σ/√β,   x ← argmin ½‖A x − y‖² + β/2 ‖x − z‖².
 *
 * Like every continuation it ends where the sequence does.
 */
export class ExpectedPatchLikelihood implements AsyncSolver {
  private readonly dataTerm: DataTerm;
  private readonly patchStep: Denoise;
  private readonly sigma: number;
  private readonly weights: readonly number[];
  private readonly image: Image;
  private readonly x: Float32Array;
  private iteration = 0;

  /**
   * @param start copied
   * @param sigma of the noise in the data, values in [0, 1], above 0
   * @param weights one for each step, above 0
   */
  constructor(
    dataTerm: DataTerm,
    patchStep: Denoise,
    start: Image,
    sigma: number,
    weights: readonly number[],
  ) {
    this.dataTerm = dataTerm;
    this.patchStep = patchStep;
    this.sigma = sigma;
    this.weights = weights;
    this.image = { ...start, data: copyOf(start.data) };
    this.x = floats(start.data.length);
  }

  async step(): Promise<StepReport> {
    const weight = this.weights[Math.min(this.iteration, this.weights.length - 1)] ?? 1;
    const { data } = await this.patchStep(this.image, this.sigma / Math.sqrt(weight));
    this.dataTerm.prox(data, 1 / weight, this.x);
    this.image.data.set(this.x);
    this.iteration++;
    return {};
  }

  /** x, valid until the next step. */
  solution(): Float32Array {
    return this.image.data;
  }
}
