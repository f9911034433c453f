import { createComplex, fft, nextSmooth } from '../kernels/fft.ts';
import type { BoundedOperator } from './linearOperator.ts';

/**
 * A power of the band-limited ramp |ω|/2π on every view of a sinogram, without wrapping around; its own adjoint. The
 * ramp itself has the samples ¼ at 0, −1/(πn)² at odd n and 0 at even n (Ramachandran and Lakshminarayanan 1971).
 * With A the Radon transform Aᵀ · ramp · A is nearly a multiple of the identity.
 */
export class RampFilter implements BoundedOperator {
  readonly inputSize: number;
  readonly outputSize: number;
  /** The largest gain: ½ to the power, squared. */
  readonly normSquared: number;
  private readonly bins: number;
  private readonly length: number;
  private readonly gain: Float64Array;

  constructor(bins: number, views: number, power: number) {
    this.bins = bins;
    this.inputSize = bins * views;
    this.outputSize = this.inputSize;
    this.length = nextSmooth(2 * bins);
    const kernel = createComplex(this.length);
    kernel.re[0] = 0.25;
    for (let n = 1; n < bins; n += 2) kernel.re[n] = kernel.re[this.length - n] = -1 / (Math.PI * n) ** 2;
    const { re } = fft(this.length).forward(kernel, createComplex(this.length), 1);
    this.gain = re.map((value) => Math.max(0, value) ** power);
    this.normSquared = this.gain.reduce((most, value) => Math.max(most, value * value), 0);
  }

  apply(x: Float32Array, out: Float32Array): void {
    const { bins, length, gain } = this;
    const plan = fft(length);
    const data = createComplex(length);
    const scratch = createComplex(length);
    for (let start = 0; start < x.length; start += bins) {
      data.re.fill(0);
      data.im.fill(0);
      data.re.set(x.subarray(start, start + bins));
      const spectrum = plan.forward(data, scratch, 1);
      for (let k = 0; k < length; k++) {
        spectrum.re[k] = (spectrum.re[k]! * gain[k]!) / length;
        spectrum.im[k] = (spectrum.im[k]! * gain[k]!) / length;
      }
      const filtered = plan.inverse(spectrum, spectrum === data ? scratch : data, 1);
      for (let i = 0; i < bins; i++) out[start + i] = filtered.re[i]!;
    }
  }

  applyAdjoint(y: Float32Array, out: Float32Array): void {
    this.apply(y, out);
  }
}
