import type { Fft2, Spectrum } from '../kernels/fft2.ts';
import { floats } from '../kernels/memory.ts';
import { multiplySpectrum } from '../kernels/spectrum.ts';
import type { DataTerm, SmoothDataTerm } from './dataTerm.ts';

/**
 * ½‖k ⋆ x − y‖² on a periodic plane, for x with as many planes as y, one after the other. In the Fourier domain
 * its gradient is conj(k̂)(k̂ x̂ − ŷ) and its prox (x̂ + step conj(k̂) ŷ) / (1 + step |k̂|²).
 */
export class PeriodicBlur implements DataTerm, SmoothDataTerm {
  /** The largest |k̂|². */
  readonly lipschitz: number;
  private readonly transform: Fft2;
  private readonly transfer: Spectrum;
  private readonly gain: Float32Array;
  /** conj(k̂) ŷ of each channel. */
  private readonly pulled: readonly Spectrum[];
  private readonly spectrum: Spectrum;
  private readonly measured: readonly Float32Array[];
  private readonly image: Float32Array;

  constructor(transform: Fft2, transfer: Spectrum, y: readonly Float32Array[]) {
    this.transform = transform;
    this.transfer = transfer;
    this.measured = y;
    this.gain = floats(transfer.re.length);
    let largest = 0;
    for (let i = 0; i < this.gain.length; i++) {
      this.gain[i] = transfer.re[i]! ** 2 + transfer.im[i]! ** 2;
      largest = Math.max(largest, this.gain[i]!);
    }
    this.lipschitz = largest;
    this.pulled = y.map((plane) => {
      const spectrum = transform.forward(plane);
      multiplySpectrum(spectrum, transfer, true);
      return spectrum;
    });
    this.spectrum = transform.createSpectrum();
    this.image = floats(transform.width * transform.height);
  }

  value(x: Float32Array): number {
    const { transform, transfer, spectrum, measured, image } = this;
    let sum = 0;
    for (const [channel, y] of measured.entries()) {
      transform.filter(this.planeOf(x, channel), transfer, false, spectrum, image);
      for (let i = 0; i < y.length; i++) sum += (image[i]! - y[i]!) ** 2;
    }
    return sum / 2;
  }

  gradient(x: Float32Array, out: Float32Array): void {
    this.filter(x, out, (re, im, pulled) => {
      const { gain } = this;
      for (let i = 0; i < gain.length; i++) {
        re[i] = gain[i]! * re[i]! - pulled.re[i]!;
        im[i] = gain[i]! * im[i]! - pulled.im[i]!;
      }
    });
  }

  prox(x: Float32Array, step: number, out: Float32Array): void {
    this.filter(x, out, (re, im, pulled) => {
      const { gain } = this;
      for (let i = 0; i < gain.length; i++) {
        const scale = 1 / (1 + step * gain[i]!);
        re[i] = (re[i]! + step * pulled.re[i]!) * scale;
        im[i] = (im[i]! + step * pulled.im[i]!) * scale;
      }
    });
  }

  private filter(
    x: Float32Array,
    out: Float32Array,
    change: (re: Float32Array, im: Float32Array, pulled: Spectrum) => void,
  ): void {
    const { transform, spectrum } = this;
    for (const [channel, pulled] of this.pulled.entries()) {
      transform.forward(this.planeOf(x, channel), spectrum);
      change(spectrum.re, spectrum.im, pulled);
      transform.inverse(spectrum, this.planeOf(out, channel));
    }
  }

  private planeOf(x: Float32Array, channel: number): Float32Array {
    const size = this.transform.width * this.transform.height;
    return x.subarray(channel * size, (channel + 1) * size);
  }
}
