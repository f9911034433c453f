import { plane, type Image, type Mask } from '../image.ts';

/** Lags up to this many pixels in x and y are looked at. */
const reach = 3;

/** One of each pair ±(dx, dy): 24 lags. */
const lags = [...lagsOfHalfPlane()];

function* lagsOfHalfPlane() {
  for (let dy = 0; dy <= reach; dy++)
    for (let dx = dy === 0 ? 1 : -reach; dx <= reach; dx++) yield { dx, dy };
}

/** Below this root mean square (image units) a residual is rounding, and has no colour. */
const negligible = 1e-5;
/** Fewer pairs of pixels than this say nothing. */
const fewestPairs = 256;

/**
 * Above this the residual does not pass as white. For white noise of n pixels, n ρ² at each lag is
 * about χ² with one degree of freedom whatever n is, so the statistic is χ²₂₄/24; this is its 99.9 %
 * quantile (51.18/24). The tests check the rate on simulated noise of several sizes.
 */
export const whitenessThreshold = 2.13;

export interface Whiteness {
  add(tile: Image, unknown?: Mask): void;
  finish(): { whiteness: number | null; white: boolean | null };
}

interface ChannelSums {
  sum: number;
  squares: number;
  count: number;
  /** Per lag: the sum of r r′ and the number of pairs. */
  readonly products: Float64Array;
  readonly pairs: Float64Array;
}

/**
 * Whiteness of a residual from its normalised autocorrelation ρ at the 24 small lags (up to 3 pixels,
 * one of each ± pair): the mean over lags of n ρ², averaged over channels. About 1 for white noise of
 * any size; it grows with n for a fixed correlation, as a larger picture is better evidence. Pixels
 * on both sides of a tile's border are not paired, nor those marked unknown.
 *
 * After Almeida and Figueiredo, "Parameter estimation for blind and non-blind deblurring using
 * residual whiteness measures", IEEE TIP 2013, and Lanza et al., "Whiteness-based parameter selection
 * for variational models", 2020; normalised as the portmanteau test of Box and Pierce.
 */
export function createWhiteness(): Whiteness {
  const channels: ChannelSums[] = [];
  return {
    add(tile, unknown) {
      for (let c = 0; c < tile.channels; c++) {
        channels[c] ??= {
          sum: 0,
          squares: 0,
          count: 0,
          products: new Float64Array(lags.length),
          pairs: new Float64Array(lags.length),
        };
        addPlane(channels[c]!, plane(tile, c), tile.width, tile.height, unknown?.data);
      }
    },
    finish() {
      const statistics = channels.map(statistic).filter((value) => value !== null);
      if (statistics.length === 0 || statistics.length < channels.length)
        return { whiteness: null, white: null };
      const whiteness = statistics.reduce((sum, value) => sum + value, 0) / statistics.length;
      return { whiteness, white: whiteness <= whitenessThreshold };
    },
  };
}

function addPlane(
  sums: ChannelSums,
  data: Float32Array,
  width: number,
  height: number,
  unknown: Uint8Array | undefined,
) {
  for (let i = 0; i < data.length; i++) {
    if (unknown?.[i] === 1) continue;
    sums.sum += data[i]!;
    sums.squares += data[i]! ** 2;
    sums.count++;
  }
  for (const [index, { dx, dy }] of lags.entries()) {
    const left = Math.max(0, -dx);
    const right = Math.min(width, width - dx);
    const shift = dy * width + dx;
    let products = 0;
    let pairs = 0;
    for (let y = 0; y < height - dy; y++) {
      for (let i = y * width + left, end = y * width + right; i < end; i++) {
        if (unknown !== undefined && (unknown[i] === 1 || unknown[i + shift] === 1)) continue;
        products += data[i]! * data[i + shift]!;
        pairs++;
      }
    }
    sums.products[index]! += products;
    sums.pairs[index]! += pairs;
  }
}

function statistic({ sum, squares, count, products, pairs }: ChannelSums): number | null {
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  if (!(variance > negligible ** 2)) return null;
  let total = 0;
  for (let lag = 0; lag < lags.length; lag++) {
    const n = pairs[lag]!;
    if (n < fewestPairs) return null;
    const correlation = (products[lag]! / n - mean * mean) / variance;
    total += n * correlation * correlation;
  }
  return total / lags.length;
}
