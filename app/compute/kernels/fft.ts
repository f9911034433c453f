import { bluestein } from './bluestein.ts';
import { radix2, radix3, radix4, radix5, type Stage } from './fftRadix.ts';

/** Re and im of a block of complex numbers. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function createComplex(length: number): Complex {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

/**
 * Discrete Fourier transforms of one length, several at a time:
 * X[k] = Σ x[j] e^{−2πi jk/n} (forward), unnormalised both ways, so inverse(forward(x)) = n x.
 */
export interface Fft {
  readonly length: number;
  /**
   * Transforms `batch` interleaved sequences: element j of sequence b lies at `j * batch + b`.
   * @param data at least `length * batch` long; holds the input, then is used as scratch
   * @param scratch as long as `data`
   * @returns whichever of the two holds the result
   */
  forward(data: Complex, scratch: Complex, batch: number): Complex;
  inverse(data: Complex, scratch: Complex, batch: number): Complex;
}

const plans = new Map<number, Fft>();

/**
 * Plans the transform of one length (kept for reuse). Lengths of the form 2ᵃ3ᵇ5ᶜ take the mixed-radix
 * Stockham algorithm (no bit reversal; Van Loan, "Computational frameworks for the FFT", 1992); any
 * other takes Bluestein's, about five times slower.
 */
export function fft(length: number): Fft {
  let plan = plans.get(length);
  if (plan === undefined) {
    plan =
      nextSmooth(length) === length ? stockham(length) : bluestein(length, fft(nextSmooth(2 * length - 1)));
    plans.set(length, plan);
  }
  return plan;
}

/** The smallest 2ᵃ3ᵇ5ᶜ that is at least `n`. */
export function nextSmooth(n: number): number {
  let best = Infinity;
  for (let five = 1; five < best; five *= 5)
    for (let three = five; three < best; three *= 3) {
      const two = three * 2 ** Math.max(0, Math.ceil(Math.log2(n / three)));
      if (two >= n) best = Math.min(best, two);
      if (three >= n) break;
    }
  return best;
}

const kernels: ReadonlyMap<number, Stage> = new Map([
  [2, radix2],
  [3, radix3],
  [4, radix4],
  [5, radix5],
]);

function stockham(length: number): Fft {
  const stages: { kernel: Stage; parts: number; stride: number; twiddles: Complex }[] = [];
  let remaining = length;
  for (const radix of factorsOf(length)) {
    const parts = remaining / radix;
    stages.push({
      kernel: kernels.get(radix)!,
      parts,
      stride: length / remaining,
      twiddles: twiddlesFor(remaining, radix),
    });
    remaining = parts;
  }

  function forward(data: Complex, scratch: Complex, batch: number): Complex {
    let from = data;
    let to = scratch;
    for (const { kernel, parts, stride, twiddles } of stages) {
      kernel(from, to, parts, stride * batch, twiddles);
      [from, to] = [to, from];
    }
    return from;
  }

  return { length, forward, inverse: inverseOf(forward) };
}

/** Exchanging re and im before and after turns the forward transform into the inverse. */
export function inverseOf(forward: Fft['forward']): Fft['inverse'] {
  return (data, scratch, batch) => {
    const { re, im } = forward({ re: data.im, im: data.re }, { re: scratch.im, im: scratch.re }, batch);
    return re === data.im ? data : im === scratch.re ? scratch : { re: im, im: re };
  };
}

function factorsOf(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (const radix of [4, 5, 3, 2])
    while (rest % radix === 0) {
      factors.push(radix);
      rest /= radix;
    }
  return factors;
}

/** e^{−2πi pk/n} for k = 1 … radix−1, at index `p * (radix − 1) + k − 1`. */
export function twiddlesFor(length: number, radix: number): Complex {
  const parts = length / radix;
  const twiddles = createComplex(parts * (radix - 1));
  for (let p = 0; p < parts; p++)
    for (let k = 1; k < radix; k++) {
      const angle = (-2 * Math.PI * ((p * k) % length)) / length;
      twiddles.re[p * (radix - 1) + k - 1] = Math.cos(angle);
      twiddles.im[p * (radix - 1) + k - 1] = Math.sin(angle);
    }
  return twiddles;
}
