import { dct2 } from '../kernels/dct2.ts';
import { fft2 } from '../kernels/fft2.ts';
import { floats } from '../kernels/memory.ts';
import type { Boundary } from './convolution.ts';

/** Eigenvalues of minus the second difference along one axis of n samples: 4 sin²(πk/2n), periodic 4 sin²(πk/n). */
export function secondDifferenceEigenvalues(length: number, boundary: Boundary): Float64Array {
  const half = boundary === 'reflect' ? Math.PI / (2 * length) : Math.PI / length;
  return Float64Array.from({ length }, (_, k) => 4 * Math.sin(half * k) ** 2);
}

/**
 * Functions of −Δ, the five-point Laplacian of one plane, which the cosine transform (reflecting boundary: there
 * −Δ = ∇ᵀ∇ exactly) or the Fourier transform (periodic) makes diagonal.
 */
export class LaplacianSpectrum {
  readonly size: number;
  /** The largest eigenvalue of −Δ. */
  readonly largest: number;
  private readonly across: Float64Array;
  private readonly down: Float64Array;
  private readonly multiply: (x: Float32Array, factor: RowFactor, out: Float32Array) => void;

  constructor(width: number, height: number, boundary: Boundary) {
    this.size = width * height;
    this.across = secondDifferenceEigenvalues(width, boundary);
    this.down = secondDifferenceEigenvalues(height, boundary);
    this.largest = greatest(this.across) + greatest(this.down);
    this.multiply = boundary === 'reflect' ? inCosines(width, height) : inFourier(width, height);
  }

  /** out = f(−Δ) x for each plane of x; f is given the eigenvalue. `out` may be `x`. */
  apply(x: Float32Array, f: (eigenvalue: number) => number, out: Float32Array): void {
    const { across, down } = this;
    this.eachPlane(x, out, (values, v, at, length) => {
      for (let u = 0; u < length; u++) values[at + u] = values[at + u]! * f(across[u]! + down[v]!);
    });
  }

  /** Solves (shift I − weight Δ) out = b for each plane of b, shift > 0; `out` may be `b`. */
  solve(b: Float32Array, shift: number, weight: number, out: Float32Array): void {
    const { across, down } = this;
    this.eachPlane(b, out, (values, v, at, length) => {
      const row = shift + weight * down[v]!;
      for (let u = 0; u < length; u++) values[at + u] = values[at + u]! / (row + weight * across[u]!);
    });
  }

  /** out = e^(time Δ) x for each plane of x, the heat flow; `out` may be `x`. */
  heat(x: Float32Array, time: number, out: Float32Array): void {
    const { down } = this;
    const across = this.across.map((eigenvalue) => Math.exp(-time * eigenvalue));
    this.eachPlane(x, out, (values, v, at, length) => {
      const row = Math.exp(-time * down[v]!);
      for (let u = 0; u < length; u++) values[at + u] = values[at + u]! * row * across[u]!;
    });
  }

  private eachPlane(x: Float32Array, out: Float32Array, factor: RowFactor): void {
    for (let start = 0; start < x.length; start += this.size)
      this.multiply(x.subarray(start, start + this.size), factor, out.subarray(start, start + this.size));
  }
}

/** Multiplies row v of a spectrum, `length` numbers from `at`, by its factors. */
type RowFactor = (values: Float32Array, v: number, at: number, length: number) => void;

function inCosines(width: number, height: number) {
  const transform = dct2(width, height);
  const spectrum = floats(width * height);
  return (x: Float32Array, factor: RowFactor, out: Float32Array) => {
    transform.forward(x, spectrum);
    for (let v = 0; v < height; v++) factor(spectrum, v, v * width, width);
    transform.inverse(spectrum, out);
  };
}

function inFourier(width: number, height: number) {
  const transform = fft2(width, height);
  const { columns } = transform;
  const spectrum = { re: floats(columns * height), im: floats(columns * height) };
  return (x: Float32Array, factor: RowFactor, out: Float32Array) => {
    transform.forward(x, spectrum);
    for (let v = 0; v < height; v++) {
      factor(spectrum.re, v, v * columns, columns);
      factor(spectrum.im, v, v * columns, columns);
    }
    transform.inverse(spectrum, out);
  };
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
