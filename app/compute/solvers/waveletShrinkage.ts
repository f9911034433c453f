import { plane, type Image } from '../image.ts';
import { fromOpponentColours, toOpponentColours } from '../kernels/opponentColours.ts';
import { floats } from '../kernels/memory.ts';
import { hardThreshold, softThreshold } from '../kernels/wavelet.ts';
import { TranslationInvariantTransform } from '../operators/undecimatedWavelet.ts';
import { DecimatedTransform, type DetailRun, type WaveletTransform } from '../operators/wavelet.ts';
import type { WaveletName } from '../operators/waveletFilters.ts';

export interface Shrinkage {
  readonly wavelet: WaveletName;
  readonly levels: number;
  readonly transform: 'translation-invariant' | 'orthogonal';
  readonly rule: 'soft' | 'hard';
}

/**
 * Wavelet thresholding (Donoho & Johnstone, "Ideal spatial adaptation by wavelet shrinkage", 1994; Coifman &
 * Donoho, "Translation-invariant de-noising", 1995): details that noise alone would explain are shrunk or cut,
 * each against the threshold times its own deviation under unit noise. Colours are taken apart into
 * lightness and differences first.
 */
export class WaveletShrinkage {
  private readonly rule: (x: Float32Array, at: number, length: number, threshold: number) => void;
  private readonly size: { readonly width: number; readonly height: number };
  private readonly transform: WaveletTransform;
  private readonly details: readonly DetailRun[];
  private readonly coefficients: Float32Array;

  constructor({ width, height }: Image, { wavelet, levels, transform, rule }: Shrinkage) {
    this.rule = rule === 'soft' ? softThreshold : hardThreshold;
    this.size = { width, height };
    const Transform = transform === 'orthogonal' ? DecimatedTransform : TranslationInvariantTransform;
    this.transform = new Transform({ width, height, channels: 1 }, wavelet, levels, 'reflect');
    this.details = [...this.transform.details()];
    this.coefficients = floats(this.transform.outputSize);
  }

  /**
   * Denoises plane by plane, yielding after each.
   * @param threshold in units of the image's values
   * @param out of the image's shape; overwritten
   */
  *apply(image: Image, threshold: number, out: Image): Generator<number, void, void> {
    const { transform, coefficients } = this;
    if (image.width !== this.size.width || image.height !== this.size.height)
      throw new Error('the image has another size');
    out.data.set(image.data);
    const planes = Array.from({ length: image.channels }, (_, channel) => plane(out, channel));
    const [red, green, blue] = planes;
    const coloured = red !== undefined && green !== undefined && blue !== undefined;
    if (coloured) toOpponentColours(red, green, blue);
    for (const [channel, values] of planes.entries()) {
      transform.apply(values, coefficients);
      for (const { at, length, gain } of this.details) this.rule(coefficients, at, length, threshold * gain);
      transform.reconstruct(coefficients, values);
      yield channel;
    }
    if (coloured) fromOpponentColours(red, green, blue);
  }
}
