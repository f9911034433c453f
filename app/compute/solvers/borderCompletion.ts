import type { Spectrum } from '../kernels/fft2.ts';
import { copyOf, floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { PeriodicFrame } from '../operators/periodicFrame.ts';
import { ConjugateGradient } from './conjugateGradient.ts';
import { noiseToSignal } from './wiener.ts';

/**
 * What a blurred, noisy picture looks like beyond its border: the most probable continuation on the
 * periodic frame under the model behind the Wiener filter (picture with spectrum S = c / f², blurred, with
 * white noise N). It minimises ½⟨y, Q y⟩, Q = N / (|k̂|² S + N), over the pixels outside the
 * image, by conjugate gradients from the frame's own extension. Without it a blur that carries light
 * across the border (motion above all) makes every Fourier method ring there.
 * After Reeves, "Fast image restoration without boundary artifacts", IEEE TIP 2005.
 */
export class BorderCompletion {
  private readonly solver: ConjugateGradient<Float32Array>;
  private readonly extended: Float32Array;

  /**
   * @param frame one that adds to the image
   * @param extended from `frame.extend`; completed in place
   * @param noise σ in 8-bit units
   */
  constructor(frame: PeriodicFrame, transfer: Spectrum, extended: Float32Array, noise: number) {
    this.extended = extended;
    const { transform } = frame;
    const spectrum = transform.createSpectrum();
    const gain = completionGain(transfer, noiseToSignal(transform, noise));
    const filter = (x: Float32Array, out: Float32Array) => {
      transform.filter(x, gain, false, spectrum, out);
      frame.clearImage(out);
    };
    const outside = copyOf(extended);
    frame.clearImage(outside);
    const known = floats(extended.length);
    combine(1, outside, -1, extended, known);
    const rightSide = floats(extended.length);
    filter(known, rightSide);
    this.solver = new ConjugateGradient({ apply: filter }, rightSide, outside);
  }

  step(): void {
    this.solver.step();
  }

  /** Writes the continuation into the extended plane, whose image stays as it is. */
  finish(): void {
    const outside = this.solver.solution();
    for (let i = 0; i < outside.length; i++) if (outside[i] !== 0) this.extended[i] = outside[i]!;
  }
}

/** N / (|k̂|² S + N), from N / S, which it takes the place of. */
function completionGain(transfer: Spectrum, ratio: Float32Array): Spectrum {
  for (let i = 0; i < ratio.length; i++)
    ratio[i] = ratio[i]! / (transfer.re[i]! ** 2 + transfer.im[i]! ** 2 + ratio[i]!);
  return { re: ratio, im: floats(ratio.length) };
}
