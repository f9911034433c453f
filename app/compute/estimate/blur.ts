import { type Image, plane } from '../image.ts';
import { fft2 } from '../kernels/fft2.ts';
import { nextSmooth } from '../kernels/fft.ts';

/** The middle of a photograph up to this size is looked at. */
const greatestSide = 768;
const leastSide = 24;
const rings = 64;
/** The lowest frequencies belong to the window, not to the photograph. */
const firstRing = 2;
/** A ring counts while its power is so many times the noise's. */
const leastRatio = 2;
/** Fewer rings do not tell a blur from the photograph's own spectrum. */
const fewestRings = 4;
/** Sharp photographs have spectra near 1/ω^2.2: counts as much as so many rings. */
const usualDecay = 2.2;
const usualWeight = 1;
/**
 * Root mean square by which the logarithm of a spectrum differs from a photograph's under a Gaussian: at most
 * 0.2 for photographs blurred by one, from 0.3 up for most that a lens or a shaken hand blurred.
 */
const mostMisfit = 0.21;
/** Of rounding to 8 bits. */
const roundingVariance = 1 / 12;

export interface BlurEstimate {
  /** Standard deviation in pixels; null where there is too little above the noise to tell. */
  readonly blur: number | null;
  /** Whether the blur is shaped like a Gaussian, as far as the spectrum tells; null where `blur` is. */
  readonly gaussian: boolean | null;
}

/**
 * How much a photograph is blurred: the standard deviation, in pixels, of the Gaussian that gives a sharp
 * photograph such a spectrum. The power spectrum of natural images falls like 1/ω^α with α near 2 (Field,
 * JOSA A 1987; van der Schaaf and van Hateren, Vision Research 1996), a Gaussian multiplies it by
 * e^{−σ²ω²}; so log P(ω) = c − α log ω − σ²ω² is fitted, by least squares, to the medians over rings of
 * the windowed middle's spectrum less the noise's, up to where the noise takes over.
 *
 * Unlike the slopes of edges (Zhuo and Sim, Pattern Recognition 2011) this works in texture too.
 * @param noise standard deviation, 8-bit units
 */
export function measureBlur(image: Image, noise: number): BlurEstimate {
  const width = smoothSize(image.width);
  const height = smoothSize(image.height);
  if (Math.min(width, height) < leastSide) return untold;
  const { powers, floor } = spectrumOf(image, width, height, (noise ** 2 + roundingVariance) / 255 ** 2);
  const equations = Array.from({ length: 3 }, () => new Float64Array(4));
  const rows: { readonly row: readonly number[]; readonly value: number }[] = [];
  for (let ring = firstRing; ring < rings; ring++) {
    const power = powers[ring];
    if (power === undefined || power === null) continue;
    if (power < leastRatio * floor) break;
    const frequency = ((ring + 0.5) / rings) * Math.PI;
    const equation = {
      row: [1, -Math.log(frequency), -(frequency ** 2)],
      value: Math.log(power - floor),
    };
    rows.push(equation);
    addEquation(equations, equation.row, equation.value);
  }
  if (rows.length < fewestRings) return untold;
  equations[1]![1]! += usualWeight;
  equations[1]![3]! += usualWeight * usualDecay;
  const unknowns = solve(equations);
  let misfit = 0;
  for (const { row, value } of rows)
    misfit += (value - row.reduce((sum, factor, i) => sum + factor * unknowns[i]!, 0)) ** 2 / rows.length;
  return { blur: Math.sqrt(Math.max(0, unknowns[2]!)), gaussian: Math.sqrt(misfit) <= mostMisfit };
}

const untold: BlurEstimate = { blur: null, gaussian: null };

/** The standard deviation alone, in pixels. */
export function estimateBlur(image: Image, noise: number): number | null {
  return measureBlur(image, noise).blur;
}

/** The greatest length that the Fourier transform is fast for, of those not above `size` and `greatestSide`. */
function smoothSize(size: number): number {
  let length = Math.min(size, greatestSide);
  while (length > 1 && nextSmooth(length) !== length) length--;
  return length;
}

/** The median power in rings of equal width up to ω = π (null: no frequency lies there), and of the noise. */
function spectrumOf(image: Image, width: number, height: number, variance: number) {
  const across = hann(width);
  const down = hann(height);
  const values = windowed(image, across, down);
  const transform = fft2(width, height);
  const { re, im } = transform.forward(values);
  const found = Array.from({ length: rings }, (): number[] => []);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < transform.columns; u++) {
      const frequency = 2 * Math.hypot(u / width, Math.min(v, height - v) / height);
      const i = v * transform.columns + u;
      if (frequency < 1) found[Math.floor(frequency * rings)]!.push(re[i]! ** 2 + im[i]! ** 2);
    }
  const squares = (weights: Float64Array) => weights.reduce((sum, weight) => sum + weight * weight, 0);
  return {
    powers: found.map((powers) => (powers.length === 0 ? null : median(powers))),
    // The power of noise is distributed exponentially: its median is ln 2 of its mean.
    floor: (Math.LN2 * variance * squares(across) * squares(down)) / image.channels,
  };
}

/** The middle's mean of channels, without its mean, faded out towards its borders. */
function windowed(image: Image, across: Float64Array, down: Float64Array): Float32Array {
  const [width, height] = [across.length, down.length];
  const left = (image.width - width) >> 1;
  const top = (image.height - height) >> 1;
  const values = new Float32Array(width * height);
  for (let channel = 0; channel < image.channels; channel++) {
    const from = plane(image, channel);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        values[y * width + x]! += from[(top + y) * image.width + left + x]! / image.channels;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value, i) => (value - mean) * across[i % width]! * down[Math.floor(i / width)]!);
}

function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / length) ** 2);
}

function median(values: number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1]!;
}

/** Adds an equation to the normal equations, whose last column is the right-hand side. */
function addEquation(equations: Float64Array[], row: readonly number[], value: number): void {
  for (const [i, equation] of equations.entries()) {
    for (let j = 0; j < 3; j++) equation[j]! += row[i]! * row[j]!;
    equation[3]! += row[i]! * value;
  }
}

/** By elimination; the matrix is positive definite. */
function solve(equations: readonly Float64Array[]): Float64Array {
  for (let i = 0; i < 2; i++)
    for (let j = i + 1; j < 3; j++) {
      const factor = equations[j]![i]! / equations[i]![i]!;
      for (let k = i; k < 4; k++) equations[j]![k]! -= factor * equations[i]![k]!;
    }
  const unknowns = new Float64Array(3);
  for (let i = 2; i >= 0; i--) {
    let value = equations[i]![3]!;
    for (let k = i + 1; k < 3; k++) value -= equations[i]![k]! * unknowns[k]!;
    unknowns[i] = value / equations[i]![i]!;
  }
  return unknowns;
}
