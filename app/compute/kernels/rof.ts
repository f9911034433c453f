import type { Image } from '../image.ts';
import { accelerated, acceleratedSums, floats, threadCount } from './memory.ts';
import { ascendRow, denoisedRow, momentumRow, shrinkFactors } from './totalVariation.ts';

/** More iterations than these in one sweep push the rows in flight out of the cache. */
const mostLevels = 8;

/**
 * The inner loops of FGP for ROF: see `RofDual`. Its SIMD twin is `assembly/rof.ts`.
 * Dual fields are arrays of the image's size; they start at 0.
 */
export class RofKernel {
  private readonly y: Image;
  private readonly weight: number;
  /** Rows that an iteration works on, for all threads and levels. */
  private readonly scratch: Float32Array;
  /** Copies of neighbouring threads' rows. */
  private readonly halo: Float32Array;
  private readonly momenta: Float32Array;

  constructor(y: Image, weight: number) {
    this.y = y;
    this.weight = weight;
    const { width, channels } = y;
    const threads = threadCount();
    this.scratch = floats(threads * (mostLevels * 2 * channels * (width + 8) + 16));
    this.halo = floats(threads === 1 ? 0 : threads * 8 * channels * mostLevels * width);
    this.momenta = floats(mostLevels);
  }

  /** As many iterations as there are momenta. */
  iterate(
    px: Float32Array,
    py: Float32Array,
    qx: Float32Array,
    qy: Float32Array,
    momenta: readonly number[],
  ): void {
    for (let done = 0; done < momenta.length; done += mostLevels)
      this.sweep(px, py, qx, qy, momenta.slice(done, done + mostLevels));
  }

  private sweep(
    px: Float32Array,
    py: Float32Array,
    qx: Float32Array,
    qy: Float32Array,
    momenta: readonly number[],
  ): void {
    const { width, height, channels, data } = this.y;
    const levels = momenta.length;
    this.momenta.set(momenta);
    const size = [width, height, channels, levels] as const;
    const { halo, scratch, weight } = this;
    if (
      accelerated('rofHalo', height, [px, py, qx, qy, halo], ...size) &&
      accelerated('rofSweep', height, [data, px, py, qx, qy, halo, scratch, this.momenta], ...size, weight)
    )
      return;
    for (const momentum of momenta) this.iteration(px, py, qx, qy, momentum);
  }

  /** Row r of q is overwritten only after row r + 1 of x(q), which needs it, was made. */
  private iteration(
    px: Float32Array,
    py: Float32Array,
    qx: Float32Array,
    qy: Float32Array,
    momentum: number,
  ): void {
    const { width, height, channels } = this.y;
    const size = width * height;
    const step = 1 / (8 * this.weight);
    const rows = this.scratch.subarray(0, 2 * channels * width);
    const tx = this.scratch.subarray(2 * channels * width, 3 * channels * width);
    const ty = this.scratch.subarray(3 * channels * width, 4 * channels * width);
    const norms = this.scratch.subarray(4 * channels * width, 4 * channels * width + width);
    this.denoiseRow(qx, qy, 0, rows, 0);
    for (let row = 0; row < height; row++) {
      const here = (row & 1) * channels * width;
      const below = row + 1 < height ? channels * width - here : here;
      if (row + 1 < height) this.denoiseRow(qx, qy, row + 1, rows, below);
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

  /** out = y + weight · div p. */
  solution(px: Float32Array, py: Float32Array, out: Float32Array): void {
    const { data, width, height, channels } = this.y;
    if (
      accelerated(
        'rofSolution',
        height * channels,
        [data, px, py, out, this.scratch],
        width,
        height,
        this.weight,
      )
    )
      return;
    const size = width * height;
    for (let at = 0; at < data.length; at += width) {
      const row = (at % size) / width;
      const above = row > 0 ? at - width : -1;
      denoisedRow(data, px, py, at, above, row === height - 1, this.weight, out, at, width);
    }
  }

  /** Σ (x − y)², Σ |∇x| and Σ max(0, |∇x| − p·∇x) at x = x(p). */
  gap(px: Float32Array, py: Float32Array): { fidelity: number; variation: number; slack: number } {
    const { width, height, channels, data } = this.y;
    const { scratch, weight } = this;
    const numbers = [width, height, channels, weight] as const;
    const sums = acceleratedSums('rofGap', height, [data, px, py, scratch], 3, ...numbers);
    if (sums !== null) return { fidelity: sums[0]!, variation: sums[1]!, slack: sums[2]! };
    const size = width * height;
    const rows = scratch;
    let fidelity = 0;
    let variation = 0;
    let slack = 0;
    this.denoiseRow(px, py, 0, rows, 0);
    for (let row = 0; row < height; row++) {
      const here = (row & 1) * channels * width;
      const below = row + 1 < height ? channels * width - here : here;
      if (row + 1 < height) this.denoiseRow(px, py, row + 1, rows, below);
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
    return { fidelity, variation, slack };
  }

  private denoiseRow(px: Float32Array, py: Float32Array, row: number, rows: Float32Array, to: number): void {
    const { data, width, height, channels } = this.y;
    const size = width * height;
    for (let c = 0; c < channels; c++) {
      const at = c * size + row * width;
      const above = row > 0 ? at - width : -1;
      denoisedRow(data, px, py, at, above, row === height - 1, this.weight, rows, to + c * width, width);
    }
  }
}
