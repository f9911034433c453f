import { fft2, type Fft2, type Spectrum } from '../app/compute/kernels/fft2.ts';

/** Filters a square plane periodically: out = F⁻¹ (factor(u, v) · F y), u and v whole frequencies from −n/2 to n/2. */
export class PeriodicFilter {
  readonly side: number;
  private readonly transform: Fft2;
  private readonly given: Spectrum;
  private readonly spectrum: Spectrum;

  constructor(side: number, y: Float32Array) {
    this.side = side;
    this.transform = fft2(side, side);
    this.given = this.transform.forward(y);
    this.spectrum = this.transform.createSpectrum();
  }

  apply(factor: (u: number, v: number) => number): Float32Array {
    const { side, given, spectrum, transform } = this;
    const { columns } = transform;
    for (let row = 0; row < side; row++) {
      const v = row < side / 2 ? row : row - side;
      for (let u = 0; u < columns; u++) {
        const i = row * columns + u;
        const scale = factor(u, v);
        spectrum.re[i] = scale * (given.re[i] ?? NaN);
        spectrum.im[i] = scale * (given.im[i] ?? NaN);
      }
    }
    return transform.inverse(spectrum).slice();
  }
}

/** The tours' Sobolev penalty: ‖ω‖² of the continuous derivative, 1 at the ends of the axes; not that of differences. */
export function sobolevSymbol(side: number): (u: number, v: number) => number {
  return (u, v) => (u * u + v * v) * (2 / side) ** 2;
}

/** A Gaussian around the corner of a periodic plane, of sum 1; `variance` per axis. */
export function gaussianKernel(side: number, deviation: number): Float32Array {
  const distance = (i: number) => Math.min(i, side - i);
  const kernel = Float64Array.from({ length: side * side }, (_, i) => {
    const squared = distance(i % side) ** 2 + distance(Math.floor(i / side)) ** 2;
    return Math.exp(-squared / (2 * deviation ** 2));
  });
  const sum = kernel.reduce((total, value) => total + value, 0);
  return Float32Array.from(kernel, (value) => value / sum);
}
