import { floats } from '../kernels/memory.ts';
import type { Extension } from './extension.ts';
import type { BoundedOperator } from './linearOperator.ts';
import { TranslationInvariantTransform } from './undecimatedWavelet.ts';
import { waveletExtension, type DetailRun } from './wavelet.ts';
import type { WaveletName } from './waveletFilters.ts';

/**
 * S c = crop(Wᵀ c): the image that translation-invariant wavelet coefficients build, W on a plane that is grown
 * as far as the divisibility of its sides asks for. Cropping, unlike the adjoint of growing, makes every image of
 * its own coefficients: S `coefficientsOf`(x) = x for orthogonal wavelets.
 */
export class CroppedSynthesis implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  readonly normSquared: number;
  private readonly frame: TranslationInvariantTransform;
  private readonly extension: Extension;
  private readonly grown: Float32Array;
  private readonly width: number;

  constructor(
    size: { readonly width: number; readonly height: number; readonly channels: number },
    name: WaveletName,
    levels: number,
  ) {
    this.width = size.width;
    this.extension = waveletExtension(size.width, size.height, name, levels, 'periodic');
    const { width, height } = this.extension;
    this.frame = new TranslationInvariantTransform(
      { width, height, channels: size.channels },
      name,
      levels,
      'periodic',
    );
    this.inputSize = this.frame.outputSize;
    this.outputSize = size.width * size.height * size.channels;
    this.normSquared = this.frame.normSquared;
    this.grown = floats(this.frame.inputSize);
  }

  apply(c: Float32Array, out: Float32Array): void {
    this.frame.applyAdjoint(c, this.grown);
    this.eachPlane(out, (grown, plane) => {
      this.extension.crop(grown, plane);
    });
  }

  applyAdjoint(x: Float32Array, out: Float32Array): void {
    const { width } = this;
    this.grown.fill(0);
    this.eachPlane(x, (grown, plane) => {
      for (let from = 0, to = 0; from < plane.length; from += width, to += this.extension.width)
        grown.set(plane.subarray(from, from + width), to);
    });
    this.frame.apply(this.grown, out);
  }

  /** W of the grown image. */
  coefficientsOf(x: Float32Array, out: Float32Array): void {
    this.eachPlane(x, (grown, plane) => {
      this.extension.apply(plane, grown);
    });
    this.frame.apply(this.grown, out);
  }

  details(): Iterable<DetailRun> {
    return this.frame.details();
  }

  private eachPlane(x: Float32Array, visit: (grown: Float32Array, plane: Float32Array) => void): void {
    const { inputSize, outputSize } = this.extension;
    for (let from = 0, to = 0; from < x.length; from += inputSize, to += outputSize)
      visit(this.grown.subarray(to, to + outputSize), x.subarray(from, from + inputSize));
  }
}
