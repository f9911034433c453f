import { type Image, plane } from '../image.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import { convolveSeparable } from '../kernels/separable.ts';

/** Standard deviations of the two smoothings that are compared. */
const fine = 1;
const coarse = 2;
/** A central difference smooths like a box of two pixels: variance 1/3. */
const difference = 1 / 3;
/** Edges must be so steep, in image values per pixel, to be told from texture. */
const leastSlope = 0.015;
/** And so many times steeper than what noise alone gives. */
const noiseFactor = 6;
/** Standard deviation of the slope of white noise of deviation 1 after the fine smoothing: 1 / (√(8π) σ²). */
const noiseSlope = 1 / (Math.sqrt(8 * Math.PI) * fine ** 2);
/** Fewer edge pixels say nothing. */
const leastEdges = 60;

/**
 * How much the edges of an image are blurred: the standard deviation, in pixels, of the Gaussian that
 * blurs an ideal step as much, as the median over the image's edges. Smoothing an edge by s more lowers
 * its slope by √((σ² + s²) / σ²), whence σ (Zhuo & Sim, "Defocus map estimation from a single image",
 * Pattern Recognition 2011, section 3; here with two smoothings, so that noise does no harm).
 * @param noise standard deviation, 8-bit units
 * @returns null where there are too few edges
 */
export function estimateBlur(image: Image, noise: number): number | null {
  const grey = meanOfChannels(image);
  const steep = slopes(smoothed(grey, image, fine), image);
  const less = slopes(smoothed(grey, image, coarse), image);
  const least = Math.max(leastSlope, (noiseFactor * noiseSlope * noise) / 255);
  const found: number[] = [];
  for (let y = 1; y + 1 < image.height; y++)
    for (let x = 1; x + 1 < image.width; x++) {
      const i = y * image.width + x;
      if (steep.slope[i]! < least || !isCrest(steep, i, image.width)) continue;
      const ratio = (steep.slope[i]! / less.slope[i]!) ** 2;
      // σ² from ratio = (σ² + coarse²) / (σ² + fine²), both with the difference's own smoothing.
      const variance = (coarse ** 2 - ratio * fine ** 2) / (ratio - 1) - difference;
      if (ratio > 1) found.push(Math.sqrt(Math.max(0, variance)));
    }
  if (found.length < leastEdges) return null;
  return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? null;
}

function meanOfChannels(image: Image): Float32Array {
  const mean = new Float32Array(image.width * image.height);
  for (let channel = 0; channel < image.channels; channel++)
    plane(image, channel).forEach((value, i) => (mean[i]! += value / image.channels));
  return mean;
}

function smoothed(grey: Float32Array, { width, height }: Image, sigma: number): Float32Array {
  const out = new Float32Array(grey.length);
  convolveSeparable(grey, width, height, gaussianWeights(sigma), out);
  return out;
}

interface Slopes {
  readonly slope: Float32Array;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
}

function slopes(values: Float32Array, { width, height }: Image): Slopes {
  const [slope, dx, dy] = [0, 1, 2].map(() => new Float32Array(values.length)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let y = 1; y + 1 < height; y++)
    for (let x = 1; x + 1 < width; x++) {
      const i = y * width + x;
      dx[i] = (values[i + 1]! - values[i - 1]!) / 2;
      dy[i] = (values[i + width]! - values[i - width]!) / 2;
      slope[i] = Math.hypot(dx[i], dy[i]);
    }
  return { slope, dx, dy };
}

/** Whether the slope is greatest here of its neighbours across the edge. */
function isCrest({ slope, dx, dy }: Slopes, i: number, width: number): boolean {
  const [ax, ay] = [Math.abs(dx[i]!), Math.abs(dy[i]!)];
  // The neighbours in the nearest of the eight directions.
  const stepX = ax > 0.414 * ay ? Math.sign(dx[i]!) : 0;
  const stepY = ay > 0.414 * ax ? Math.sign(dy[i]!) : 0;
  const step = stepY * width + stepX;
  return slope[i]! >= slope[i + step]! && slope[i]! > slope[i - step]!;
}
