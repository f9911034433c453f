import { multiplyAlongX, multiplyAlongY, transpose, type AxisMatrix } from '../kernels/axisMatrix.ts';
import { filterBank } from '../kernels/wavelet.ts';
import { floats } from '../kernels/memory.ts';
import { Extension } from './extension.ts';
import type { BoundedOperator } from './linearOperator.ts';
import {
  filterReach,
  frameBounds,
  noiseGains,
  wavelets,
  type FilterPair,
  type FrameBounds,
  type Wavelet,
  type WaveletName,
} from './waveletFilters.ts';

/** One run of detail coefficients: `length` of them from `at` on. */
export interface DetailRun {
  readonly at: number;
  readonly length: number;
  /** 1 is the finest. */
  readonly level: number;
  /** Standard deviation of these coefficients where the image is white noise of standard deviation 1. */
  readonly gain: number;
}

/** A wavelet transform of planes of any size with its exact adjoint and a left inverse. */
export interface WaveletTransform extends BoundedOperator {
  readonly levels: number;
  /** Of the transform on the extended plane; where nothing had to be added, of the whole. */
  readonly bounds: FrameBounds;
  /** reconstruct(apply(x)) = x; of norm at most 1 for an orthogonal wavelet. */
  reconstruct(coefficients: Float32Array, out: Float32Array): void;
  /** Everything but the coarse approximation. */
  details(): Iterable<DetailRun>;
}

/** `reflect` adds a margin in which the mirrored image follows; `periodic` only what divisibility needs. */
export type WaveletBoundary = 'reflect' | 'periodic';

/** How far a pixel reaches when coefficients are changed each by itself and the picture is put together again. */
export function waveletReach(name: WaveletName, levels: number): number {
  return filterReach(wavelets[name]) * (2 ** levels - 1);
}

/** The extension that a transform of `levels` levels works on: sides divisible by 2^levels. */
export function waveletExtension(
  width: number,
  height: number,
  name: WaveletName,
  levels: number,
  boundary: WaveletBoundary,
): Extension {
  // Half of it on each side, so that opposite borders never meet.
  const margin = boundary === 'reflect' ? 2 * waveletReach(name, levels) : 0;
  const unit = 2 ** levels;
  const grown = (length: number) => unit * Math.ceil((length + Math.min(2 * length, margin)) / unit);
  return new Extension(width, height, grown(width), grown(height));
}

/**
 * The decimated two-dimensional wavelet transform (Mallat, A Wavelet Tour of Signal Processing, 2009, 7.7),
 * plane by plane: an orthogonal basis for orthogonal wavelets, else a biorthogonal one with known bounds.
 * Coefficients lie as Mallat draws them, the approximation at the top left of each (extended) plane.
 */
export class DecimatedTransform implements WaveletTransform {
  readonly levels: number;
  readonly bounds: FrameBounds;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly wavelet: Wavelet;
  private readonly extension: Extension;
  private readonly plane: Float32Array;
  private readonly scratch: Float32Array;
  private readonly analysis: readonly Bank[];
  /** The transposes of the analysis and, where that is another, of the synthesis. */
  private readonly adjoint: readonly Bank[];
  private readonly synthesis: readonly Bank[];

  constructor(
    size: { readonly width: number; readonly height: number; readonly channels: number },
    name: WaveletName,
    levels: number,
    boundary: WaveletBoundary,
  ) {
    this.wavelet = wavelets[name];
    this.levels = levels;
    this.extension = waveletExtension(size.width, size.height, name, levels, boundary);
    this.bounds = frameBounds(this.wavelet, levels, true);
    this.inputSize = size.width * size.height * size.channels;
    this.outputSize = this.extension.outputSize * size.channels;
    this.normSquared = this.bounds.upper * this.extension.normSquared;
    this.plane = floats(this.extension.outputSize);
    this.scratch = floats(this.extension.outputSize);
    const { analysis, synthesis, orthogonal } = this.wavelet;
    this.analysis = banks(this.extension, levels, analysis);
    this.adjoint = this.analysis.map(transposed);
    this.synthesis = orthogonal ? this.adjoint : banks(this.extension, levels, synthesis).map(transposed);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { extension } = this;
    this.eachPlane((from, to) => {
      const plane = out.subarray(to, to + extension.outputSize);
      extension.apply(x.subarray(from, from + extension.inputSize), plane);
      for (const bank of this.analysis) this.analyse(plane, bank);
    });
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.transpose(y, this.adjoint, (plane, x) => this.extension.applyAdjoint(plane, x), out);
  }

  reconstruct(coefficients: Float32Array, out: Float32Array): void {
    this.transpose(coefficients, this.synthesis, (plane, x) => this.extension.crop(plane, x), out);
  }

  *details(): Generator<DetailRun> {
    const { width, height, outputSize } = this.extension;
    const gains = noiseGains(this.wavelet, this.levels);
    for (let start = 0; start < this.outputSize; start += outputSize)
      for (let level = 1; level <= this.levels; level++) {
        const [w, h] = [width >> level, height >> level];
        const { low, high } = gains[level - 1]!;
        for (let row = 0; row < 2 * h; row++) {
          const at = start + row * width;
          const vertical = row < h ? low : high;
          if (row >= h) yield { at, length: w, level, gain: vertical * low };
          yield { at: at + w, length: w, level, gain: vertical * high };
        }
      }
  }

  private transpose(
    y: Float32Array,
    inverse: readonly Bank[],
    finish: (plane: Float32Array, x: Float32Array) => void,
    out: Float32Array,
  ): void {
    const { extension, plane } = this;
    this.eachPlane((to, from) => {
      plane.set(y.subarray(from, from + extension.outputSize));
      for (const bank of inverse.toReversed()) this.synthesise(plane, bank);
      finish(plane, out.subarray(to, to + extension.inputSize));
    });
  }

  private eachPlane(visit: (inner: number, outer: number) => void): void {
    const { inputSize, outputSize } = this.extension;
    for (let inner = 0, outer = 0; inner < this.inputSize; inner += inputSize, outer += outputSize)
      visit(inner, outer);
  }

  /** One level, in place. */
  private analyse(plane: Float32Array, { across, down }: Bank): void {
    const strides = { x: this.extension.width, out: this.extension.width };
    multiplyAlongX(across, plane, down.columns, this.scratch, strides);
    multiplyAlongY(down, this.scratch, across.rows, plane, strides);
  }

  /** The same the other way round, with transposed banks. */
  private synthesise(plane: Float32Array, { across, down }: Bank): void {
    const strides = { x: this.extension.width, out: this.extension.width };
    multiplyAlongY(down, plane, across.columns, this.scratch, strides);
    multiplyAlongX(across, this.scratch, down.rows, plane, strides);
  }
}

/** The filters of one level along x and y. */
interface Bank {
  readonly across: AxisMatrix;
  readonly down: AxisMatrix;
}

/** From fine to coarse. */
function banks({ width, height }: Extension, levels: number, { low, high }: FilterPair): Bank[] {
  return Array.from({ length: levels }, (_, level) => ({
    across: filterBank(width >> level, low, high),
    down: filterBank(height >> level, low, high),
  }));
}

function transposed({ across, down }: Bank): Bank {
  return { across: transpose(across), down: transpose(down) };
}
