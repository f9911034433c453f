import type { DataTerm } from '../dataTerms/dataTerm.ts';
import type { Denoise } from '../denoiser.ts';
import type { Image } from '../image.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine, distanceSquared, dot } from '../kernels/vectors.ts';
import type { AsyncSolver, StepReport } from './iterate.ts';

/** Jᵀr of a denoiser at x, J its Jacobian; `denoised` is D(x). */
export type PullBack = (x: Image, denoised: Float32Array, residual: Float32Array) => Promise<Float32Array>;

/**
 * Jᵀr without a network for it: J r as the difference quotient (D(x + ε r) − D(x))/ε. Exact, up to ε, where J is
 * symmetric, as that of the best denoiser in the mean-square sense is (it is I + σ² times the Hessian of the
 * logarithm of a density); for a trained network only nearly.
 */
export function symmetricPullBack(denoise: Denoise, sigma: number): PullBack {
  return async (x, denoised, residual) => {
    const shifted = { ...x, data: x.data.map((value, i) => value + step * residual[i]!) };
    const { data } = await denoise(shifted, sigma);
    return data.map((value, i) => (value - denoised[i]!) / step);
  };
}

/** ε: float32 answers keep four digits of the quotient, and r is small beside x already. */
const step = 0.1;

/** Of the decrease that a step of its length should bring, the least share that is accepted (γ of the paper). */
const leastDecrease = 0.1;
const shrink = 0.5;
/** Shorter than this share of the first, no step is tried. */
const shortest = 1e-3;

/**
 * Gradient-step plug and play: min F(x) = f(x) + λ g(x), g(x) = ½‖x − D(x, σ)‖², by proximal gradient steps
 * T(x) = prox_{τf}(x − τλ ∇g(x)), ∇g(x) = r − Jᵀr, r = x − D(x), with backtracking (Hurault, Leclaire and Papadakis,
 * "Gradient step denoiser for convergent plug-and-play", ICLR 2022, algorithm 1).
 *
 * Proven for every network: a step is taken only where F, evaluated at both ends, falls by at least
 * γ/τ ‖T(x) − x‖². So F never rises, converges as it is bounded below by 0, and the squared steps sum to at most
 * τ F(start)/γ; where no step length down to a thousandth achieves it, the method stops. Proven only where `pullBack`
 * gives the exact Jᵀr and g has a Lipschitz gradient: that limits are critical points of F. By
 * `symmetricPullBack` the direction is an approximation, and that part is not claimed.
 */
export class GradientStepDescent implements AsyncSolver {
  private readonly dataTerm: DataTerm;
  private readonly denoise: Denoise;
  private readonly pullBack: PullBack;
  private readonly sigma: number;
  private readonly weight: number;
  private readonly gradient: Float32Array;
  private x: Image;
  private candidate: Image;
  private state: Evaluated | null = null;
  private length: number;

  /**
   * @param sigma that the denoiser is told, values in [0, 1]
   * @param weight λ
   * @param start copied
   */
  constructor(
    dataTerm: DataTerm,
    denoise: Denoise,
    pullBack: PullBack,
    sigma: number,
    weight: number,
    start: Image,
  ) {
    this.dataTerm = dataTerm;
    this.denoise = denoise;
    this.pullBack = pullBack;
    this.sigma = sigma;
    this.weight = weight;
    this.x = { ...start, data: copyOf(start.data) };
    this.candidate = { ...start, data: floats(start.data.length) };
    this.gradient = floats(start.data.length);
    this.length = 1 / weight;
  }

  /** One accepted step; the criterion is the relative change of x, and 0 where no step brings F down. */
  async step(): Promise<StepReport> {
    const { gradient, weight, dataTerm } = this;
    const state = (this.state ??= await this.evaluate(this.x));
    const pulled = await this.pullBack(this.x, state.denoised, state.residual);
    combine(1, state.residual, -1, pulled, gradient);
    for (; this.length >= shortest / weight; this.length *= shrink) {
      const { x, candidate, length } = this;
      combine(1, x.data, -length * weight, gradient, candidate.data);
      dataTerm.prox(candidate.data, length, candidate.data);
      const next = await this.evaluate(candidate);
      const moved = distanceSquared(candidate.data, x.data);
      if (!(next.objective <= state.objective - (leastDecrease / length) * moved)) continue;
      [this.x, this.candidate, this.state] = [candidate, x, next];
      const norm = dot(candidate.data, candidate.data);
      return { objective: next.objective, criterion: norm === 0 ? 0 : Math.sqrt(moved / norm) };
    }
    return { objective: state.objective, criterion: 0 };
  }

  /** The current x, valid until the next step. */
  solution(): Float32Array {
    return this.x.data;
  }

  private async evaluate(x: Image): Promise<Evaluated> {
    const { data: denoised } = await this.denoise(x, this.sigma);
    const residual = x.data.map((value, i) => value - denoised[i]!);
    const objective = this.dataTerm.value(x.data) + (this.weight / 2) * dot(residual, residual);
    return { denoised, residual, objective };
  }
}

interface Evaluated {
  readonly denoised: Float32Array;
  /** x − D(x). */
  readonly residual: Float32Array;
  readonly objective: number;
}
