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

/** Standard deviations, values in [0, 1]. */
export interface NoiseSchedule {
  /** That of the first denoising. */
  readonly first: number;
  /** That of the last one. */
  readonly last: number;
  /** Of the noise in the data, above 0. */
  readonly data: number;
  readonly steps: number;
}

/** The paper has 0.23; fitted again on photographs with Levin's blurs and a small network. */
const priorWeight = 0.3;

/**
 * Plug-and-play splitting with a denoiser. In step k, at the level σₖ of a schedule that falls evenly on a
 * logarithmic scale:
 *
 *   x ← argmin ½‖A x − y‖² + αₖ/2 ‖x − (z − u)‖², αₖ = 0.3 σ²/σₖ²,   z ← D(x + u, σₖ),   u ← u + x − z.
 *
 * With u = 0 throughout it is half-quadratic splitting (Zhang, Li, Zuo, Zhang, Van Gool and Timofte, "Plug-and-play
 * image restoration with deep denoiser prior", IEEE TPAMI 2022, eq. 6–8); with the multiplier u it is ADMM
 * (Venkatakrishnan, Bouman and Wohlberg, GlobalSIP 2013).
 *
 * The denoiser sees the picture in another of its eight positions in every step, so that what it favours
 * in one direction does not build up. Not the minimum of any energy: it ends where the schedule does.
 */
export class PlugAndPlaySplitting implements AsyncSolver {
  private readonly dataTerm: DataTerm;
  private readonly denoise: Denoise;
  private readonly schedule: NoiseSchedule;
  private readonly z: Image;
  private readonly x: Image;
  private readonly multiplier: Float32Array | null;
  private iteration = 0;

  /** @param start copied */
  constructor(
    dataTerm: DataTerm,
    denoise: Denoise,
    start: Image,
    schedule: NoiseSchedule,
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
    const sigma = levelAt(schedule, this.iteration);
    const penalty = priorWeight * (schedule.data / sigma) ** 2;
    if (multiplier !== null) combine(1, z.data, -1, multiplier, z.data);
    this.dataTerm.prox(z.data, 1 / penalty, x.data);
    if (multiplier !== null) combine(1, x.data, 1, multiplier, x.data);
    const way = this.iteration % 8;
    const grown = laid(grownTo(x, grid), way);
    cutInto(laidBack(await this.denoise(grown, sigma), way), z);
    if (multiplier !== null) combine(1, x.data, -1, z.data, multiplier);
    this.iteration++;
    return {};
  }

  /** The denoised picture z, valid until the next step. */
  solution(): Float32Array {
    return this.z.data;
  }
}

/** σₖ of step `index`; the last one for a schedule of one step. */
function levelAt({ first, last, steps }: NoiseSchedule, index: number): number {
  const part = steps === 1 ? 1 : index / (steps - 1);
  return first * (last / first) ** part;
}
