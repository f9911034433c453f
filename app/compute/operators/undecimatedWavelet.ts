import { multiplyAlongX, multiplyAlongY, type AxisMatrix } from '../kernels/axisMatrix.ts';
import { combine } from '../kernels/vectors.ts';
import { spacedFilter } from '../kernels/wavelet.ts';
import { floats } from '../kernels/memory.ts';
import type { Extension } from './extension.ts';
import { waveletExtension, type DetailRun, type WaveletBoundary, type WaveletTransform } from './wavelet.ts';
import {
  frameBounds,
  noiseGains,
  wavelets,
  type Filter,
  type FilterPair,
  type FrameBounds,
  type Wavelet,
  type WaveletName,
} from './waveletFilters.ts';

/**
 * The translation-invariant wavelet transform (à trous, undecimated: Holschneider and others 1989; Coifman
 * and Donoho, "Translation-invariant de-noising", 1995), plane by plane. Filters are scaled by √½ along
 * each axis, so that an orthogonal wavelet gives a Parseval frame, ‖W x‖ = ‖x‖: coefficients of level j are
 * 2^−j times those of the orthogonal transform. Each plane becomes 3 · levels + 1 planes: the details
 * from fine to coarse, those across, down and both of each level, and the approximation last.
 */
export class TranslationInvariantTransform implements WaveletTransform {
  readonly levels: number;
  readonly bounds: FrameBounds;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly wavelet: Wavelet;
  private readonly extension: Extension;
  private readonly approximation: Float32Array;
  private readonly low: Float32Array;
  private readonly high: Float32Array;
  private readonly scratch: Float32Array;
  private readonly matrices = new Map<string, AxisMatrix>();

  constructor(
    size: { readonly width: number; readonly height: number; readonly channels: number },
    name: WaveletName,
    levels: number,
    boundary: WaveletBoundary,
  ) {
    this.wavelet = wavelets[name];
    this.levels = levels;
    this.extension = waveletExtension(size.width, size.height, name, levels, boundary);
    this.bounds = frameBounds(this.wavelet, levels, false);
    this.inputSize = size.width * size.height * size.channels;
    this.outputSize = this.extension.outputSize * size.channels * (3 * levels + 1);
    this.normSquared = this.bounds.upper * this.extension.normSquared;
    this.approximation = floats(this.extension.outputSize);
    this.low = floats(this.extension.outputSize);
    this.high = floats(this.extension.outputSize);
    this.scratch = floats(this.extension.outputSize);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { extension, levels, low, high } = this;
    const pair = this.wavelet.analysis;
    this.eachPlane((from, band) => {
      const approximation = band(out, 3 * levels);
      extension.apply(x.subarray(from, from + extension.inputSize), approximation);
      for (let level = 0; level < levels; level++) {
        const spacing = 2 ** level;
        this.filterAcross(approximation, pair.low, spacing, low);
        this.filterAcross(approximation, pair.high, spacing, high);
        this.filterDown(high, pair.low, spacing, band(out, 3 * level));
        this.filterDown(low, pair.high, spacing, band(out, 3 * level + 1));
        this.filterDown(high, pair.high, spacing, band(out, 3 * level + 2));
        this.filterDown(low, pair.low, spacing, approximation);
      }
    });
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.transpose(y, this.wavelet.analysis, (plane, x) => this.extension.applyAdjoint(plane, x), out);
  }

  reconstruct(coefficients: Float32Array, out: Float32Array): void {
    this.transpose(coefficients, this.wavelet.synthesis, (plane, x) => this.extension.crop(plane, x), out);
  }

  *details(): Generator<DetailRun> {
    const { outputSize: length } = this.extension;
    const gains = noiseGains(this.wavelet, this.levels);
    for (let start = 0; start < this.outputSize; start += (3 * this.levels + 1) * length)
      for (let level = 1; level <= this.levels; level++) {
        const { low, high } = gains[level - 1]!;
        const scale = 2 ** -level;
        const at = start + 3 * (level - 1) * length;
        yield { at, length, level, gain: scale * high * low };
        yield { at: at + length, length, level, gain: scale * low * high };
        yield { at: at + 2 * length, length, level, gain: scale * high * high };
      }
  }

  private transpose(
    y: Float32Array,
    pair: FilterPair,
    finish: (plane: Float32Array, x: Float32Array) => void,
    out: Float32Array,
  ): void {
    const { extension, approximation, low, high, levels } = this;
    this.eachPlane((to, band) => {
      approximation.set(band(y, 3 * levels));
      for (let level = levels - 1; level >= 0; level--) {
        const spacing = -(2 ** level);
        this.filterDown(approximation, pair.low, spacing, low);
        this.filterDown(band(y, 3 * level + 1), pair.high, spacing, low, true);
        this.filterDown(band(y, 3 * level), pair.low, spacing, high);
        this.filterDown(band(y, 3 * level + 2), pair.high, spacing, high, true);
        this.filterAcross(low, pair.low, spacing, approximation);
        this.filterAcross(high, pair.high, spacing, approximation, true);
      }
      finish(approximation, out.subarray(to, to + extension.inputSize));
    });
  }

  private eachPlane(
    visit: (inner: number, band: (all: Float32Array, k: number) => Float32Array) => void,
  ): void {
    const { inputSize, outputSize } = this.extension;
    const bands = 3 * this.levels + 1;
    for (let channel = 0; channel * inputSize < this.inputSize; channel++)
      visit(channel * inputSize, (all, k) => {
        const at = (channel * bands + k) * outputSize;
        return all.subarray(at, at + outputSize);
      });
  }

  /** Filters each row; a negative spacing is the transpose. */
  private filterAcross(
    x: Float32Array,
    filter: Filter,
    spacing: number,
    out: Float32Array,
    add = false,
  ): void {
    const { width, height } = this.extension;
    const matrix = this.matrixOf(width, filter, spacing);
    multiplyAlongX(matrix, x, height, add ? this.scratch : out);
    if (add) combine(1, this.scratch, 1, out, out);
  }

  /** The same along columns. */
  private filterDown(x: Float32Array, filter: Filter, spacing: number, out: Float32Array, add = false): void {
    const { width, height } = this.extension;
    const matrix = this.matrixOf(height, filter, spacing);
    multiplyAlongY(matrix, x, width, add ? this.scratch : out);
    if (add) combine(1, this.scratch, 1, out, out);
  }

  private matrixOf(length: number, filter: Filter, spacing: number): AxisMatrix {
    const key = `${length} ${spacing} ${filter.origin} ${filter.taps.join()}`;
    const matrix = this.matrices.get(key) ?? spacedFilter(length, filter, spacing);
    this.matrices.set(key, matrix);
    return matrix;
  }
}
