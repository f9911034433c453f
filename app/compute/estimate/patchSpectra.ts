import { type Image, plane } from '../image.ts';

/** Side of a patch. */
const side = 8;
/** Cosine frequencies (v, u) with u + v at least this are high: 28 of the 64. */
const firstHigh = 9;
/** The least u or v that a high frequency has. */
const leastIndex = firstHigh - side + 1;
/** Those of them that a row has to be asked for. */
const rowCount = side - leastIndex;
const highFrequencies = [...frequencies()];
/** How many high frequencies a patch has. */
export const highCount = highFrequencies.length;

function* frequencies(): Generator<{ u: number; v: number }> {
  for (let v = 0; v < side; v++) for (let u = 0; u < side; u++) if (u + v >= firstHigh) yield { u, v };
}

/** u + v of the high frequencies, in the order of `PatchSpectra.high`. */
export const highOrders: readonly number[] = highFrequencies.map(({ u, v }) => u + v);
const usOfHigh = Uint8Array.from(highFrequencies, ({ u }) => u - leastIndex);
const vsOfHigh = Uint8Array.from(highFrequencies, ({ v }) => v);

/** Orthonormal cosines: basis[k · 8 + x]. */
const basis = Float64Array.from({ length: side * side }, (_, i) => {
  const [k, x] = [i >> 3, i & 7];
  return (k === 0 ? Math.sqrt(1 / 8) : 0.5) * Math.cos((Math.PI * (2 * x + 1) * k) / 16);
});

/** What is known of the 8 × 8 patches of an image; one entry per patch, or `highCount` in a row. */
export interface PatchSpectra {
  readonly count: number;
  /** Energy of the low frequencies without the mean, summed over channels. */
  readonly low: Float64Array;
  /** Squared coefficients of the high frequencies, summed over channels. */
  readonly high: Float32Array;
  /** One per channel, patch after patch. */
  readonly means: Float32Array;
  /** Values that are 0 or 1. */
  readonly clipped: Uint8Array;
}

/**
 * The cosine spectra of an image's patches, on a grid that gives no more than about `most`. Patches that are
 * perfectly flat are left out: they are no photograph of anything, or clipped.
 */
export function patchSpectra(image: Image, most: number): PatchSpectra {
  const { width, height, channels } = image;
  const columns = Math.max(0, width - side + 1);
  const rows = Math.max(0, height - side + 1);
  const spacing = Math.max(1, Math.ceil(Math.sqrt((columns * rows) / most)));
  const room = Math.ceil(columns / spacing) * Math.ceil(rows / spacing);
  const low = new Float64Array(room);
  const high = new Float32Array(room * highCount);
  const means = new Float32Array(room * channels);
  const clipped = new Uint8Array(room);
  const strips = Array.from({ length: channels }, () => createStrip(height));
  let count = 0;
  for (let x = 0; x < columns; x += spacing) {
    for (const [channel, strip] of strips.entries())
      readStrip(plane(image, channel), width, height, x, strip);
    for (let y = 0; y < rows; y += spacing) {
      for (const [channel, strip] of strips.entries()) {
        const { energy, sum, cut } = sumsOf(strip, y);
        const mean = sum / (side * side);
        low[count]! += energy - sum * mean - addHigh(strip.across, y, high, count * highCount);
        means[count * channels + channel] = mean;
        clipped[count]! += cut;
      }
      if (low[count]! > flatness) count++;
      else {
        high.fill(0, count * highCount, (count + 1) * highCount);
        low[count] = clipped[count] = 0;
      }
    }
  }
  return { count, low, high, means, clipped };
}

/** Less energy than this is rounding. */
const flatness = 1e-9;

/** A column of rows of eight pixels each: what patches that overlap have in common. */
interface Strip {
  /** Cosine transforms of the rows: across[row · rowCount + u − leastIndex]. */
  readonly across: Float64Array;
  readonly energy: Float64Array;
  readonly sum: Float64Array;
  readonly cut: Uint8Array;
}

function createStrip(height: number): Strip {
  return {
    across: new Float64Array(height * rowCount),
    energy: new Float64Array(height),
    sum: new Float64Array(height),
    cut: new Uint8Array(height),
  };
}

function readStrip(
  data: Float32Array,
  width: number,
  height: number,
  x: number,
  { across, energy, sum, cut }: Strip,
) {
  for (let row = 0; row < height; row++) {
    const from = row * width + x;
    let rowEnergy = 0;
    let rowSum = 0;
    let rowCut = 0;
    for (let i = from; i < from + side; i++) {
      const value = data[i]!;
      rowSum += value;
      rowEnergy += value * value;
      if (value === 0 || value === 1) rowCut++;
    }
    energy[row] = rowEnergy;
    sum[row] = rowSum;
    cut[row] = rowCut;
    for (let u = leastIndex; u < side; u++) {
      let coefficient = 0;
      for (let i = 0; i < side; i++) coefficient += basis[u * side + i]! * data[from + i]!;
      across[row * rowCount + u - leastIndex] = coefficient;
    }
  }
}

function sumsOf(strip: Strip, y: number) {
  let energy = 0;
  let sum = 0;
  let cut = 0;
  for (let row = y; row < y + side; row++) {
    energy += strip.energy[row]!;
    sum += strip.sum[row]!;
    cut += strip.cut[row]!;
  }
  return { energy, sum, cut };
}

/** Adds the squares of the high coefficients of the patch from row y to `out`, and returns their sum. */
function addHigh(across: Float64Array, y: number, out: Float32Array, at: number): number {
  let total = 0;
  for (let k = 0; k < highCount; k++) {
    const v = vsOfHigh[k]! * side;
    let coefficient = 0;
    for (let row = 0, from = y * rowCount + usOfHigh[k]!; row < side; row++, from += rowCount)
      coefficient += basis[v + row]! * across[from]!;
    out[at + k]! += coefficient * coefficient;
    total += coefficient * coefficient;
  }
  return total;
}
