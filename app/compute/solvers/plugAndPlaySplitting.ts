import type { DataTerm } from '../dataTerms/dataTerm.ts';
import type { Denoise } from '../denoiser.ts';
import type { Image } from '../image.ts';
import { cutInto, grownTo, laid, laidBack } from '../kernels/dihedral.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { AsyncSolver, StepReport } from './iterate.ts';

/**
 * Networks with strides treat pixels by their place on a grid, of at most this width in those that are lent here. A
 * picture mirrored keeps its place on it where its sides are multiples, so that a tile's result is the whole's.
 */
const grid = 16;

/** What one step of the splitting is told. */
export interface SplittingStep {
  /** σₖ, what the denoiser is told: a standard deviation, values in [0, 1]. */
  readonly level: number;
  /** αₖ, how much it weighs to stay near the denoised picture, against the data term. */
  readonly weight: number;
}

/**
 * Plug-and-play splitting with a denoiser. In step k of a schedule:
 *
 *   x ← argmin ½‖A x − y‖² + αₖ/2 ‖x − (z − u)‖²,   z ← D(x + u, σₖ),   u ← u + x − z.
 *
 * With u = 0 throughout it is half-quadratic splitting (Zhang, Li, Zuo, Zhang, Van Gool and Timofte, "Plug-and-play
 * image restoration with deep denoiser prior", IEEE TPAMI 2022, eq. 6–8) and, where D, αₖ and σₖ were learned
 * together, USRNet (Zhang, Van Gool and Timofte, "Deep unfolding network for image super-resolution", CVPR 2020);
 * with the multiplier u it is ADMM (Venkatakrishnan, Bouman and Wohlberg, GlobalSIP 2013).
 *
 * The denoiser sees the picture in another of its eight positions in every step, so that what it favours
 * in one direction does not build up. Not the minimum of any energy: it ends where the schedule does.
 */
export class PlugAndPlaySplitting implements AsyncSolver {
  private readonly dataTerm: DataTerm;
  private readonly denoise: Denoise;
  private readonly schedule: readonly SplittingStep[];
  private readonly z: Image;
  private readonly x: Image;
  private readonly multiplier: Float32Array | null;
  private iteration = 0;

  /**
   * @param start copied
   * @param schedule its last step is repeated where there are more
   */
  constructor(
    dataTerm: DataTerm,
    denoise: Denoise,
    start: Image,
    schedule: readonly SplittingStep[],
    splitting: 'half-quadratic' | 'multiplier',
  ) {
    this.dataTerm = dataTerm;
    this.denoise = denoise;
    this.schedule = schedule;
    this.z = { ...start, data: copyOf(start.data) };
    this.x = { ...start, data: floats(start.data.length) };
    this.multiplier = splitting === 'multiplier' ? floats(start.data.length) : null;
  }

  async step(): Promise<StepReport> {
    const { x, z, multiplier, schedule } = this;
    const step = schedule[Math.min(this.iteration, schedule.length - 1)];
    if (step === undefined) throw new Error('the schedule is empty');
    if (multiplier !== null) combine(1, z.data, -1, multiplier, z.data);
    this.dataTerm.prox(z.data, 1 / step.weight, x.data);
    if (multiplier !== null) combine(1, x.data, 1, multiplier, x.data);
    const way = this.iteration % 8;
    const grown = laid(grownTo(x, grid), way);
    cutInto(laidBack(await this.denoise(grown, step.level), way), z);
    if (multiplier !== null) combine(1, x.data, -1, z.data, multiplier);
    this.iteration++;
    return {};
  }

  /** The denoised picture z, valid until the next step. */
  solution(): Float32Array {
    return this.z.data;
  }
}
