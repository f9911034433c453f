import { addScaled, addTurned, mergeRow, splitRow } from '../kernels/wavelet.ts';
import { floats } from '../kernels/memory.ts';
import { Extension } from './extension.ts';
import type { BoundedOperator } from './linearOperator.ts';
import {
  filterReach,
  frameBounds,
  noiseGains,
  wavelets,
  type Filter,
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

/** How far beyond its place a coefficient of the coarsest level looks. */
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
  const margin = boundary === 'reflect' ? waveletReach(name, levels) : 0;
  const unit = 2 ** levels;
  const grown = (length: number) => unit * Math.ceil((length + Math.min(length, margin)) / unit);
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
  private readonly even: Float32Array;
  private readonly odd: Float32Array;

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
    this.even = floats(this.extension.width >> 1);
    this.odd = floats(this.extension.width >> 1);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { extension, levels } = this;
    this.eachPlane((from, to) => {
      const plane = out.subarray(to, to + extension.outputSize);
      extension.apply(x.subarray(from, from + extension.inputSize), plane);
      for (let level = 0; level < levels; level++) this.analyse(plane, level);
    });
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.transpose(y, this.wavelet.analysis, (plane, x) => this.extension.applyAdjoint(plane, x), out);
  }

  reconstruct(coefficients: Float32Array, out: Float32Array): void {
    this.transpose(coefficients, this.wavelet.synthesis, (plane, x) => this.extension.crop(plane, x), out);
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
    pair: FilterPair,
    finish: (plane: Float32Array, x: Float32Array) => void,
    out: Float32Array,
  ): void {
    const { extension, plane } = this;
    this.eachPlane((to, from) => {
      plane.set(y.subarray(from, from + extension.outputSize));
      for (let level = this.levels - 1; level >= 0; level--) this.synthesise(plane, level, pair);
      finish(plane, out.subarray(to, to + extension.inputSize));
    });
  }

  private eachPlane(visit: (inner: number, outer: number) => void): void {
    const { inputSize, outputSize } = this.extension;
    for (let inner = 0, outer = 0; inner < this.inputSize; inner += inputSize, outer += outputSize)
      visit(inner, outer);
  }

  /** One level of the approximation that `level` levels have left. */
  private analyse(plane: Float32Array, level: number): void {
    const { scratch, even, odd } = this;
    const { low, high } = this.wavelet.analysis;
    const stride = this.extension.width;
    const [width, height] = [stride >> level, this.extension.height >> level];
    const half = width >> 1;
    for (let row = 0; row < height; row++) {
      const at = row * stride;
      splitRow(plane, at, even, odd, half);
      scratch.fill(0, at, at + width);
      this.acrossPhases(low, half, (phase, shift, tap) => addTurned(phase, 0, shift, tap, scratch, at, half));
      this.acrossPhases(high, half, (phase, shift, tap) =>
        addTurned(phase, 0, shift, tap, scratch, at + half, half),
      );
    }
    for (let row = 0; row < height; row++) {
      const to = row * stride;
      plane.fill(0, to, to + width);
      acrossRows(row, height, low, high, (other, tap) =>
        addScaled(scratch, other * stride, tap, plane, to, width),
      );
    }
  }

  /** The transpose of `analyse`, were `pair` its filters. */
  private synthesise(plane: Float32Array, level: number, { low, high }: FilterPair): void {
    const { scratch, even, odd } = this;
    const stride = this.extension.width;
    const [width, height] = [stride >> level, this.extension.height >> level];
    const half = width >> 1;
    for (let row = 0; row < height; row++) scratch.fill(0, row * stride, row * stride + width);
    for (let row = 0; row < height; row++)
      acrossRows(row, height, low, high, (other, tap) =>
        addScaled(plane, row * stride, tap, scratch, other * stride, width),
      );
    for (let row = 0; row < height; row++) {
      const at = row * stride;
      even.fill(0, 0, half);
      odd.fill(0, 0, half);
      this.acrossPhases(low, half, (phase, shift, tap) =>
        addTurned(scratch, at, shift === 0 ? 0 : half - shift, tap, phase, 0, half),
      );
      this.acrossPhases(high, half, (phase, shift, tap) =>
        addTurned(scratch, at + half, shift === 0 ? 0 : half - shift, tap, phase, 0, half),
      );
      mergeRow(even, odd, half, plane, at);
    }
  }

  /** Which phase of a row each tap reads, and turned by how much. */
  private acrossPhases(
    { taps, origin }: Filter,
    half: number,
    visit: (phase: Float32Array, shift: number, tap: number) => void,
  ): void {
    for (let j = 0; j < taps.length; j++) {
      const place = origin + j;
      visit((place & 1) === 0 ? this.even : this.odd, modulo(place >> 1, half), taps[j]!);
    }
  }
}

/** Which rows the coefficients of one row are made of: low-pass ones above, high-pass ones below. */
function acrossRows(
  row: number,
  height: number,
  low: Filter,
  high: Filter,
  visit: (other: number, tap: number) => void,
): void {
  const half = height >> 1;
  const { taps, origin } = row < half ? low : high;
  const place = 2 * (row < half ? row : row - half) + origin;
  for (let j = 0; j < taps.length; j++) visit(modulo(place + j, height), taps[j]!);
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}
