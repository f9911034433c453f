import { accelerated, floats, threadCount } from '../kernels/memory.ts';
import { ascendRow, scaleRow, shrinkFactors } from '../kernels/totalVariation.ts';
import { Gradient } from '../operators/gradient.ts';
import type { DualizedPrior } from './prior.ts';

/**
 * weight · TV(x), isotropic: the sum over pixels of the Euclidean norm of the gradient. Channels are
 * coupled (one norm over all channels' differences: Bresson & Chan 2008), so edges coincide.
 */
export class TotalVariation implements DualizedPrior {
  readonly weight: number;
  readonly analysis: Gradient;
  readonly analysisNormSquared = Gradient.normSquared;
  private readonly norms: Float32Array;

  constructor(width: number, height: number, channels: number, weight: number) {
    this.analysis = new Gradient(width, height, channels);
    this.weight = weight;
    this.norms = floats(threadCount() * (width + 4));
  }

  value(x: Float32Array): number {
    const { width, height, channels } = this.analysis;
    const size = width * height;
    let sum = 0;
    for (let row = 0; row < height; row++) {
      const down = row + 1 < height ? width : 0;
      for (let column = 0; column < width; column++) {
        const right = column + 1 < width ? 1 : 0;
        let norm = 0;
        for (let channel = 0; channel < channels; channel++) {
          const i = channel * size + row * width + column;
          const dx = x[i + right]! - x[i]!;
          const dy = x[i + down]! - x[i]!;
          norm += dx * dx + dy * dy;
        }
        sum += Math.sqrt(norm);
      }
    }
    return this.weight * sum;
  }

  conjugateProx(dual: Float32Array): void {
    this.project(dual, null, 0);
  }

  ascend(x: Float32Array, step: number, dual: Float32Array): void {
    this.project(dual, x, step);
  }

  /** dual ← projection of dual + step · ∇x, pixel by pixel, onto vectors of length ≤ weight. */
  private project(dual: Float32Array, x: Float32Array | null, step: number): void {
    const { width, height, inputSize } = this.analysis;
    const size = width * height;
    const px = dual.subarray(0, inputSize);
    const py = dual.subarray(inputSize);
    const norms = this.norms.subarray(0, width);
    if (x !== null) {
      const numbers = [width, height, this.analysis.channels, step, this.weight] as const;
      if (accelerated('variationAscend', height, [x, px, py, this.norms], ...numbers)) return;
    }
    for (let row = 0; row < height; row++) {
      norms.fill(0);
      for (let at = row * width; at < inputSize; at += size) {
        const below = row + 1 < height ? at + width : at;
        if (x === null) addNorms(px, py, at, width, norms);
        else ascendRow(x, at, below, px, py, at, step, px, py, at, width, norms);
      }
      shrinkFactors(norms, width, this.weight);
      for (let at = row * width; at < inputSize; at += size) scaleRow(norms, px, py, at, width);
    }
  }
}

function addNorms(px: Float32Array, py: Float32Array, at: number, width: number, norms: Float32Array): void {
  for (let i = 0; i < width; i++)
    norms[i] = norms[i]! + px[at + i]! * px[at + i]! + py[at + i]! * py[at + i]!;
}
