import { LeastSquares } from '../dataTerms/leastSquares.ts';
import { plane, type Image } from '../image.ts';
import { fromOpponentColours, toOpponentColours } from '../kernels/opponentColours.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import type { Extension } from '../operators/extension.ts';
import { Transposed } from '../operators/transposed.ts';
import { TranslationInvariantTransform } from '../operators/undecimatedWavelet.ts';
import { waveletExtension } from '../operators/wavelet.ts';
import type { WaveletName } from '../operators/waveletFilters.ts';
import { DetailSparsity } from '../priors/detailSparsity.ts';
import { Fista } from './forwardBackward.ts';
import type { Solver, StepReport } from './iterate.ts';

/**
 * x = Wᵀc with c = argmin ½‖Wᵀc − y‖² + λ Σ gain |c| over the details, W the translation-invariant wavelet frame:
 * basis pursuit denoising (Chen, Donoho & Saunders 1998) by FISTA. Of all ways to build the image from the
 * frame's shapes it takes a cheap one, where thresholding takes the coefficients as they come. Colours are taken
 * apart into lightness and differences first; the image is extended by reflection.
 */
export class WaveletSynthesis implements Solver {
  private readonly fista: Fista;
  private readonly frame: TranslationInvariantTransform;
  private readonly image: Image;
  private readonly grown: Float32Array;
  private readonly extension: Extension;

  /** @param weight λ > 0 in units of the image's values, like a threshold */
  constructor(image: Image, wavelet: WaveletName, levels: number, weight: number) {
    const { width, height, channels } = image;
    this.image = image;
    this.extension = waveletExtension(width, height, wavelet, levels, 'reflect');
    const size = { width: this.extension.width, height: this.extension.height, channels };
    this.frame = new TranslationInvariantTransform(size, wavelet, levels, 'periodic');
    this.grown = floats(this.frame.inputSize);
    const colours = { ...image, data: copyOf(image.data) };
    turnColours(colours, toOpponentColours);
    for (let channel = 0; channel < channels; channel++)
      this.extension.apply(plane(colours, channel), this.grownPlane(channel));
    const start = floats(this.frame.outputSize);
    this.frame.apply(this.grown, start);
    const dataTerm = new LeastSquares(new Transposed(this.frame), copyOf(this.grown));
    this.fista = new Fista(dataTerm, new DetailSparsity(this.frame.details(), weight), start);
  }

  step(): StepReport {
    return this.fista.step();
  }

  /** Writes x, of the image's shape. */
  solution(out: Image): void {
    this.frame.applyAdjoint(this.fista.solution(), this.grown);
    for (let channel = 0; channel < this.image.channels; channel++)
      this.extension.crop(this.grownPlane(channel), plane(out, channel));
    turnColours(out, fromOpponentColours);
  }

  private grownPlane(channel: number): Float32Array {
    const { outputSize } = this.extension;
    return this.grown.subarray(channel * outputSize, (channel + 1) * outputSize);
  }
}

/** Applies a turn of colours to an image that has them, in place. */
function turnColours(image: Image, turn: typeof toOpponentColours): void {
  if (image.channels === 3) turn(plane(image, 0), plane(image, 1), plane(image, 2));
}
