import type { Image } from '../image.ts';
import { reflectingLaplacian } from '../kernels/laplacian.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { Boundary } from '../operators/convolution.ts';
import { Gradient } from '../operators/gradient.ts';
import { LaplacianSpectrum } from '../operators/laplacianSpectrum.ts';
import { Sobolev } from '../priors/sobolev.ts';
import type { Solver, StepReport } from './iterate.ts';
import { isTold } from './telling.ts';

/** Explicit steps of the heat flow longer than this do not converge: 2 / ‖∇‖². */
export const longestHeatStep = 2 / Gradient.normSquared;

const valueInterval = 10;

/**
 * The heat equation ∂u/∂t = Δu with Neumann boundary by explicit steps u⁺ = u + τ Δu: gradient descent on the
 * Sobolev energy, stable for τ ≤ 1/4, where also u stays between its least and its greatest value.
 */
export class HeatFlow implements Solver {
  /** Since the start, in squared pixels: u is the start convolved with a Gaussian of variance 2 · time. */
  time = 0;
  private steps = 0;
  private readonly width: number;
  private readonly height: number;
  private readonly length: number;
  private readonly energy: Sobolev;
  private readonly u: Float32Array;
  private readonly change: Float32Array;

  /** @param start copied */
  constructor(start: Image, step = longestHeatStep / 2) {
    if (!(step > 0 && step <= longestHeatStep))
      throw new Error(`the heat flow diverges with the step ${step}`);
    this.width = start.width;
    this.height = start.height;
    this.length = step;
    this.energy = new Sobolev(start.width, start.height, 1);
    this.u = copyOf(start.data);
    this.change = floats(start.data.length);
  }

  /** The objective is the Sobolev energy ½‖∇u‖², at first and every tenth time: it costs as much as a step. */
  step(): StepReport {
    const { u, change, width, height } = this;
    const size = width * height;
    for (let at = 0; at < u.length; at += size)
      reflectingLaplacian(u.subarray(at, at + size), width, height, change.subarray(at, at + size));
    combine(1, u, this.length, change, u);
    this.time += this.length;
    this.steps++;
    return isTold(this.steps, valueInterval) ? { objective: this.energy.value(u) } : {};
  }

  /** Writes the present image. */
  solution(out: Float32Array): void {
    out.set(this.u);
  }
}

/** The heat flow at any time in one go: each mode of the cosine or Fourier transform decays as e^{−λt}. */
export function heatAt(image: Image, time: number, boundary: Boundary, out: Float32Array): void {
  const spectrum = new LaplacianSpectrum(image.width, image.height, boundary);
  spectrum.heat(image.data, time, out);
}
