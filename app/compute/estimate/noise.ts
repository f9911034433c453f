import type { Image } from '../image.ts';
import { clippedVariance } from './clippedNormal.ts';
import { highCount, highOrders, type PatchSpectra, patchSpectra } from './patchSpectra.ts';

export interface NoiseEstimate {
  /** Standard deviation, 8-bit units; of several channels the root mean square. */
  readonly noise: number;
  /**
   * Whether the noise is equally strong at all high frequencies; false for noise that JPEG, a camera's own
   * denoising or an enlargement has smoothed (which is then underestimated); null where there is too
   * little noise to tell.
   */
  readonly white: boolean | null;
}

/** More patches tell little more. */
const mostPatches = 30_000;
/** The calmest share of the patches, which is looked at first. */
const firstShare = 1 / 64;
/** Fewer say nothing. */
const fewestPatches = 16;
/** Relative standard error of σ from m patches of one channel: this / √m (white noise, patches overlapping). */
const unsteadiness = 0.35;
/** More patches are taken as long as σ rises by no more than so many standard errors. */
const tolerated = 2;
/** A patch with more clipped values than this hides noise. */
const mostClipped = 1;
/** What clipping took from patches whose means are so many σ away from black and white can be told. */
const clearance = 1.2;
/** Enough for the noise and what clipping took from it to agree. */
const clippingRounds = 4;
/** Below this much noise (8-bit units) its colour cannot be told from the picture's. */
const leastTold = 2;
/** The highest frequencies of white noise have at least this share of the variance of the lower ones. */
const leastSlope = 0.8;

/**
 * White noise in a photograph, from the high frequencies of its 8 × 8 patches that are calmest in the low
 * ones: choosing by one and measuring by the other leaves the noise unbiased by the choice (Ponomarenko
 * et al., ICIP 2007; Colom and Buades, "Analysis and extension of the Ponomarenko et al. method", IPOL
 * 2013). Frequencies that a pattern fills are dropped from above until mean and median of the others agree
 * (Chen, Zhu and Heng, ICCV 2015). How many patches: twice as many again and again until σ rises by more
 * than chance would have it, which is texture (Lepski's rule); σ is the mean of the levels so far, weighted
 * by their steadiness, since many patches err by texture and few by chance. Where black and white cut the
 * noise off, patches too near to them are left out, and what the others lost is added. 0 for images that are
 * constant or smaller than a few patches.
 */
export function measureNoise(image: Image): NoiseEstimate {
  const spectra = patchSpectra(image, mostPatches);
  const { count, clipped } = spectra;
  const unclipped = chosen(count, (k) => clipped[k]! <= mostClipped);
  const enough = Math.max(fewestPatches, firstShare * count);
  let found = noiseOf(spectra, unclipped.length < enough ? chosen(count, () => true) : unclipped, image);
  if (unclipped.length === count) return found;
  for (let round = 0; round < clippingRounds; round++) {
    const left = varianceLeft(spectra, image.channels, found.noise / 255);
    const clear = chosen(count, (k) => left[k]! > 0);
    if (clear.length < enough) break;
    found = noiseOf(spectra, clear, image, (k) => 1 / left[k]!);
  }
  return found;
}

/** The standard deviation alone, 8-bit units. */
export function estimateNoise(image: Image): number {
  return measureNoise(image).noise;
}

/** The share of σ² that clipping left in each patch; 0 where that cannot be told. */
function varianceLeft({ count, means }: PatchSpectra, channels: number, sigma: number): Float64Array {
  const left = new Float64Array(count);
  for (let i = 0; i < count * channels; i++) {
    const below = means[i]! / sigma;
    const above = (1 - means[i]!) / sigma;
    const share = Math.min(below, above) < clearance ? -Infinity : clippedVariance(below, above) / channels;
    left[Math.floor(i / channels)]! += share;
  }
  return left;
}

function chosen(count: number, accept: (k: number) => boolean): Int32Array {
  const found = new Int32Array(count);
  let length = 0;
  for (let k = 0; k < count; k++) if (accept(k)) found[length++] = k;
  return found.subarray(0, length);
}

/** @param restored by what to multiply a patch's energies to undo its clipping */
function noiseOf(
  { low, high }: PatchSpectra,
  patches: Int32Array,
  { channels }: Image,
  restored: (patch: number) => number = () => 1,
): NoiseEstimate {
  if (patches.length < fewestPatches) return { noise: 0, white: null };
  const order = patches.toSorted((a, b) => low[a]! - low[b]!);
  const sums = new Float64Array(highCount);
  let white: boolean | null = null;
  let total = 0;
  let weights = 0;
  let ceiling = Infinity;
  const first = Math.max(fewestPatches, Math.ceil(order.length * firstShare));
  for (let done = 0, until = first; done < order.length; until *= 2) {
    const end = Math.min(until, order.length);
    for (; done < end; done++) {
      const factor = restored(order[done]!);
      for (let k = 0, at = order[done]! * highCount; k < highCount; k++) sums[k]! += factor * high[at + k]!;
    }
    const noise = 255 * Math.sqrt(meanOfNoise(sums) / (done * channels));
    if (noise > ceiling) break;
    white = noise < leastTold ? null : slope(sums) > leastSlope;
    ceiling = Math.min(ceiling, noise * (1 + (tolerated * unsteadiness) / Math.sqrt(done * channels)));
    total += Math.sqrt(done) * noise;
    weights += Math.sqrt(done);
  }
  return { noise: total / weights, white };
}

/** The mean of what is left when the largest are dropped until mean and median agree. */
function meanOfNoise(values: Float64Array): number {
  const sorted = values.toSorted();
  let sum = sorted.reduce((total, value) => total + value, 0);
  for (let count = sorted.length; count > 1; count--) {
    const median = (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
    if (sum / count <= agreement * median) return sum / count;
    sum -= sorted[count - 1]!;
  }
  return sorted[0]!;
}

/** Mean and median of noise alone differ by chance. */
const agreement = 1.005;

/** Mean variance at the highest frequencies over that at the others: 1 for white noise. */
function slope(sums: Float64Array): number {
  const mean = (highest: boolean) => {
    const taken = sums.filter((_, k) => highOrders[k]! >= 11 === highest);
    return taken.reduce((total, value) => total + value, 0) / taken.length;
  };
  return mean(true) / mean(false);
}
