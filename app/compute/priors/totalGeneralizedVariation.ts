import { projectOnBalls, sumOfNorms } from '../kernels/dualBalls.ts';
import { combine } from '../kernels/vectors.ts';
import { floats } from '../kernels/memory.ts';
import { TgvAnalysis } from '../operators/tgvAnalysis.ts';
import type { DualizedPrior } from './prior.ts';

/** α₀ / α₁, as in Bredies, Kunisch and Pock's and Knoll et al.'s experiments. */
const slopeRatio = 2;

/**
 * Second-order total generalised variation of the stacked variable (u, v):
 * α₁ Σ |∇u − v| + α₀ Σ |E v|, whose least value over v is TGV²(u) (Bredies, Kunisch and Pock, SIAM J. Imaging
 * Sciences 2010), α₀ = 2 α₁. Piecewise affine pictures vary least, so that slopes do not turn into stairs as
 * with total variation. Isotropic, channels coupled.
 */
export class TotalGeneralizedVariation implements DualizedPrior {
  readonly weight: number;
  readonly analysis: TgvAnalysis;
  readonly analysisNormSquared: number;
  private readonly lifted: Float32Array;

  /** @param weight α₁ */
  constructor(width: number, height: number, channels: number, weight: number) {
    this.weight = weight;
    this.analysis = new TgvAnalysis(width, height, channels);
    this.analysisNormSquared = this.analysis.normSquared;
    this.lifted = floats(this.analysis.outputSize);
  }

  value(x: Float32Array): number {
    const { analysis, lifted, weight } = this;
    const { imageSize, channels, width, height } = analysis;
    analysis.apply(x, lifted);
    const size = width * height;
    const first = sumOfNorms(lifted, 2 * channels, size);
    const second = sumOfNorms(lifted.subarray(2 * imageSize), 3 * channels, size);
    return weight * (first + slopeRatio * second);
  }

  conjugateProx(dual: Float32Array): void {
    const { imageSize, channels, width, height } = this.analysis;
    const size = width * height;
    projectOnBalls(dual, 2 * channels, size, this.weight);
    projectOnBalls(dual.subarray(2 * imageSize), 3 * channels, size, slopeRatio * this.weight);
  }

  ascend(x: Float32Array, step: number, dual: Float32Array): void {
    this.analysis.apply(x, this.lifted);
    combine(1, dual, step, this.lifted, dual);
    this.conjugateProx(dual);
  }
}
