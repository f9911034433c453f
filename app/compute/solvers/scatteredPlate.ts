import type { Mask } from '../image.ts';
import { GridRows } from '../kernels/gridRows.ts';
import { plateStencil } from '../kernels/plateStencil.ts';
import { ConjugateGradient } from './conjugateGradient.ts';
import type { Solver, StepReport } from './iterate.ts';

/**
 * The thin plate (see `bendingForce`) on unknown pixels that lie scattered among known ones. Only these are
 * kept, with those of their neighbours that are unknown as well, so that the cost is theirs and not the
 * picture's. The system is well conditioned as long as known pixels are never far, and its diagonal is the same
 * almost everywhere: plain conjugate gradients need a few dozen steps. All channels are solved together, interleaved.
 */
export class ScatteredPlate implements Solver {
  private readonly pixels: Int32Array;
  /** Entries of row r: `weight[k]` in column `column[k]` for start[r] ≤ k < start[r + 1]. */
  private readonly start: Int32Array;
  private readonly column: Int32Array;
  private readonly weight: Float32Array;
  private readonly channels: number;
  private readonly gradients: ConjugateGradient<Float64Array>;

  /** @param planes filled in some way, where the search begins; not changed. At least three pixels wide and high. */
  constructor(mask: Mask, planes: Float32Array) {
    const size = mask.data.length;
    const channels = planes.length / size;
    this.channels = channels;
    const { width, height, data } = mask;
    this.pixels = unknownPixels(data);
    const { pixels } = this;
    const count = pixels.length;
    const slot = new Int32Array(size).fill(-1);
    for (let row = 0; row < count; row++) slot[pixels[row]!] = row;
    const rows = new GridRows(width, height, plateStencil);
    this.start = new Int32Array(count + 1);
    for (let row = 0; row < count; row++) {
      const pixel = pixels[row]!;
      const { offset } = rows.at(pixel);
      let entries = this.start[row]!;
      for (let k = 0; k < offset.length; k++) if (slot[pixel + offset[k]!]! >= 0) entries++;
      this.start[row + 1] = entries;
    }
    this.column = new Int32Array(this.start[count]!);
    this.weight = new Float32Array(this.start[count]!);
    // The unknown of the system is what has to be added to the planes.
    const rightSide = new Float64Array(count * channels);
    for (let row = 0, next = 0; row < count; row++) {
      const pixel = pixels[row]!;
      const { offset, coefficient } = rows.at(pixel);
      for (let k = 0; k < offset.length; k++) {
        const other = pixel + offset[k]!;
        const factor = coefficient[k]!;
        for (let c = 0, to = row * channels; c < channels; c++, to++)
          rightSide[to] = rightSide[to]! - factor * planes[c * size + other]!;
        const column = slot[other]!;
        if (column < 0) continue;
        this.column[next] = column;
        this.weight[next++] = factor;
      }
    }
    const system = {
      apply: (x: Float64Array, out: Float64Array) => {
        if (channels === 3) this.multiply3(x, out);
        else this.multiply(x, out);
      },
    };
    this.gradients = new ConjugateGradient<Float64Array>(
      system,
      rightSide,
      new Float64Array(count * channels),
    );
  }

  /** The criterion is the relative residual. */
  step(): StepReport {
    this.gradients.step();
    return { criterion: this.gradients.relativeResidual };
  }

  /** Adds what was found to the planes. */
  addTo(planes: Float32Array): void {
    const correction = this.gradients.solution();
    const { pixels, channels } = this;
    const size = planes.length / channels;
    for (let row = 0, i = 0; row < pixels.length; row++)
      for (let c = 0; c < channels; c++, i++) planes[c * size + pixels[row]!]! += correction[i]!;
  }

  private multiply(x: Float64Array, out: Float64Array): void {
    const { start, column, weight, channels } = this;
    for (let c = 0; c < channels; c++)
      for (let row = 0, k = 0; row < this.pixels.length; row++) {
        const end = start[row + 1]!;
        let sum = 0;
        for (; k < end; k++) sum += weight[k]! * x[column[k]! * channels + c]!;
        out[row * channels + c] = sum;
      }
  }

  private multiply3(x: Float64Array, out: Float64Array): void {
    const { start, column, weight } = this;
    for (let row = 0, k = 0, to = 0; row < this.pixels.length; row++, to += 3) {
      const end = start[row + 1]!;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (; k < end; k++) {
        const from = 3 * column[k]!;
        const factor = weight[k]!;
        red += factor * x[from]!;
        green += factor * x[from + 1]!;
        blue += factor * x[from + 2]!;
      }
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
}

/** Where a mask is not 0, in order. */
export function unknownPixels(mask: Uint8Array): Int32Array {
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) count++;
  const pixels = new Int32Array(count);
  for (let i = 0, next = 0; i < mask.length; i++) if (mask[i] !== 0) pixels[next++] = i;
  return pixels;
}
