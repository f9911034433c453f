import { type Image, plane } from '../image.ts';
import { fft2, type Fft2, type Spectrum } from '../kernels/fft2.ts';
import { nextSmooth } from '../kernels/fft.ts';

/** The middle of a photograph up to this size is looked at. */
const greatestSide = 512;
const leastSide = 96;
/** Smaller enlargements leave too little room above the old band limit, larger ones too little below it. */
const leastFactor = 1.08;
const greatestFactor = 8;
/** How far from the old band limit frequencies are compared, as a share of it. */
const reach = 0.2;
/** By so much the coherence must stand out of its neighbours'. Photographs that were not enlarged reach 0.23, away from the factors of JPEG's blocks. */
const leastCoherence = 0.3;
/**
 * JPEG's blocks of eight make frequencies that lie k/8 apart coherent, where nothing else is left: for k 1 to 7
 * this much is asked for at least, and so many times what the other k show.
 */
const leastBesideBlocks = [0.3, 0.4, 0.55, 0.45, 0.5, 0.65, 0.8] as const;
const aboveBlocks = 1.15;
/** How near to k/8, in bins, the blocks are seen. */
const besideBlocks = 3;
/** Neighbours, in bins: beyond the window's main lobe. */
const nearest = 4;
const farthest = 24;

/**
 * By how much a picture was enlarged by an interpolating filter. Interpolation by the factor s repeats the
 * old spectrum at every multiple of 1/s and no filter cuts the repetitions off exactly: around the old band
 * limit, 1/(2s), what is left of one above it is the mirror image of what is below, X(1/(2s) + δ) a fixed
 * phase times X(−1/(2s) + δ). The mean of that phase over δ and over the other axis is the coherence; in a
 * photograph it is near 0 at every distance. (The spectral form of the periodicity that Popescu and Farid,
 * "Exposing digital forgeries by detecting traces of resampling", IEEE TSP 2005, and Gallagher, CRV 2005,
 * look for.) Blur leaves no such mirror image, so it is not mistaken for an enlargement.
 *
 * Not found are enlargements under noise or JPEG that drown the old band limit, those of a picture too
 * blurred to have anything there, those that were reduced again, and those by a network. A blurred picture
 * after strong JPEG (quality 75 and below) may pass for an enlarged one.
 * @param image values may be rounded to 8 bits; the enlargement must be the same along both axes
 * @returns the factor; 1 where there is no trace of one; null where the image is too small or constant
 */
export function estimateEnlargement(image: Image): number | null {
  const side = sideFor(image);
  if (side < leastSide) return null;
  const transform = fft2(side, side);
  const phases = transform.forward(windowedMiddle(image, side));
  if (!toPhases(phases)) return null;
  const last = Math.min(side, Math.ceil(side / leastFactor) + farthest);
  const coherence = Float64Array.from({ length: last }, (_, shift) =>
    shift < side / greatestFactor - farthest ? 0 : coherenceAt(phases, transform, shift),
  );
  const excess = coherence.map((value, shift) =>
    shift < side / greatestFactor ? 0 : value - backgroundAt(coherence, shift),
  );
  const blocks = leastBesideBlocks.map((_, i) => {
    const at = ((i + 1) * side) / 8;
    return Math.max(...excess.subarray(at - 1, at + 2));
  });
  let best = { factor: 1, excess: 0 };
  for (let shift = Math.ceil(side / greatestFactor); shift <= side / leastFactor; shift++) {
    const found = excess[shift]!;
    if (found > best.excess && found >= leastExcess(shift, side, blocks))
      best = { factor: side / shift, excess: found };
  }
  return best.factor;
}

/** Of a length that the Fourier transform is fast for, and of whole JPEG blocks. */
function sideFor({ width, height }: Image): number {
  let side = Math.min(width, height, greatestSide);
  while (side >= leastSide && (side % 8 !== 0 || nextSmooth(side) !== side)) side--;
  return side;
}

/** The mean of channels in the middle square, without its mean, faded out towards its borders. */
function windowedMiddle(image: Image, side: number): Float32Array {
  const left = (image.width - side) >> 1;
  const top = (image.height - side) >> 1;
  const values = new Float32Array(side * side);
  for (let channel = 0; channel < image.channels; channel++) {
    const from = plane(image, channel);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        values[y * side + x]! += from[(top + y) * image.width + left + x]! / image.channels;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const hann = Float64Array.from({ length: side }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / side) ** 2);
  return values.map((value, i) => (value - mean) * hann[i % side]! * hann[Math.floor(i / side)]!);
}

/** Divides every number by its modulus. @returns whether any was not 0 */
function toPhases({ re, im }: Spectrum): boolean {
  let any = false;
  for (let i = 0; i < re.length; i++) {
    const modulus = Math.hypot(re[i]!, im[i]!);
    if (modulus === 0) continue;
    any = true;
    re[i]! /= modulus;
    im[i]! /= modulus;
  }
  return any;
}

/** |mean of X(p) conj X(p − shift)| around p = shift / 2; of the two axes the geometric mean. */
function coherenceAt({ re, im }: Spectrum, { width: side, columns }: Fft2, shift: number): number {
  const limit = Math.min(shift / 2, side / 2 - 1);
  const across = Math.floor(limit);
  const last = Math.floor(Math.min(side / 2, limit * (1 + reach)));
  let [acrossRe, acrossIm, acrossCount] = [0, 0, 0];
  let [downRe, downIm, downCount] = [0, 0, 0];
  for (let p = Math.ceil(shift / 2); p <= last; p++) {
    const q = shift - p;
    // Along x: X(p − shift, v) is the conjugate of X(q, −v), which the half spectrum holds.
    for (let v = -across; v <= across; v++) {
      const i = ((v + side) % side) * columns + p;
      const j = ((side - v) % side) * columns + q;
      acrossRe += re[i]! * re[j]! - im[i]! * im[j]!;
      acrossIm += re[i]! * im[j]! + im[i]! * re[j]!;
      acrossCount++;
    }
    for (let u = 0; u <= across; u++) {
      const i = p * columns + u;
      const j = (side - q) * columns + u;
      downRe += re[i]! * re[j]! + im[i]! * im[j]!;
      downIm += im[i]! * re[j]! - re[i]! * im[j]!;
      downCount++;
    }
  }
  if (acrossCount === 0) return 0;
  return Math.sqrt((Math.hypot(acrossRe, acrossIm) / acrossCount) * (Math.hypot(downRe, downIm) / downCount));
}

/** The median of the neighbours: a picture of few straight edges is somewhat coherent at all distances. */
function backgroundAt(coherence: Float64Array, shift: number): number {
  const neighbours = [];
  for (let distance = nearest; distance <= farthest; distance++)
    for (const at of [shift - distance, shift + distance])
      if ((coherence[at] ?? 0) > 0) neighbours.push(coherence[at]!);
  return Float64Array.from(neighbours).sort()[neighbours.length >> 1] ?? 0;
}

/** @param blocks how far the coherence stands out at k/8 */
function leastExcess(shift: number, side: number, blocks: readonly number[]): number {
  const k = Math.round((8 * shift) / side);
  const least = leastBesideBlocks[k - 1];
  if (least === undefined || Math.abs(shift - (k * side) / 8) > besideBlocks) return leastCoherence;
  // An enlargement shows at its own multiples too.
  const others = blocks.filter((_, i) => (i + 1) % k !== 0);
  return Math.max(least, aboveBlocks * Math.max(0, ...others));
}
