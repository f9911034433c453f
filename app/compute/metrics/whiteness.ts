import { plane, type Image, type Mask } from '../image.ts';
import { addLagSums, lags, noSums, type LagSums } from '../kernels/autocorrelation.ts';

/** Below this root mean square (image units) a residual is rounding, and has no colour. */
const negligible = 1e-5;
/** Fewer pairs of pixels than this say nothing. */
const fewestPairs = 256;

/**
 * Words for a colour. It is a correlation: at 0.1 a neighbour foretells 1 % of a residual's energy, which
 * no eye finds in noise; at 0.3 it foretells 9 %, and edges and texture show.
 */
export const slightlyColoured = 0.1;
export const coloured = 0.3;

/**
 * What Σ (ρ² − 1/n) of white noise, times n, does not exceed by chance: n ρ² at each lag is about χ² with
 * one degree of freedom, and 51.18 the 99.9 % quantile of their sum over 24. In small images the tail is
 * heavier than χ²; the tests check that 99 draws of 100 read "white" at every size. Only images of fewer
 * than some 2,700 pixels reach the first threshold by such chance: they have the benefit of the doubt.
 */
const chance = 51.18 - lags.length;

export type Colouring = 'white' | 'slightly coloured' | 'coloured';

export interface Colour {
  /** 0 for white noise, up to about 3; null where there is too little to say. */
  readonly colour: number | null;
  readonly colouring: Colouring | null;
}

export interface Whiteness {
  add(tile: Image, unknown?: Mask): void;
  finish(): Colour;
  /** What `finish` is made from, a copy. */
  sums(): LagSums[];
}

/**
 * How far a residual is from white noise, whatever its size: √Σ (ρ² − 1/n) over the normalised
 * autocorrelation ρ at the 24 small lags (up to 3 pixels, one of each ± pair), 0 where the sum is
 * negative, averaged (before the root) over channels. 1/n is what ρ² is on average for n pairs of white
 * noise. Where only one lag is correlated it is that correlation's size; √2 times it is, by Parseval's
 * theorem, the root mean square by which the power spectrum, smoothed to these lags, differs from flat.
 * Pixels on both sides of a tile's border are not paired, nor those marked unknown.
 *
 * After Almeida and Figueiredo, "Parameter estimation for blind and non-blind deblurring using
 * residual whiteness measures", IEEE TIP 2013, and Lanza et al., "Whiteness-based parameter selection
 * for variational models", 2020. A test of whiteness (Box and Pierce, n Σ ρ²) would refuse nearly every
 * large photo: there the slightest trace of the picture is beyond doubt. Here it is asked how much.
 */
export function createWhiteness(): Whiteness {
  const channels: LagSums[] = [];
  return {
    add(tile, unknown) {
      for (let c = 0; c < tile.channels; c++) {
        channels[c] ??= noSums();
        addLagSums(channels[c]!, plane(tile, c), tile.width, tile.height, unknown?.data);
      }
    },
    finish: () => colourOf(channels),
    sums: () => channels.map((channel) => ({ ...channel, products: channel.products.slice() })),
  };
}

/** The colour of a residual, one entry per channel. */
export function colourOf(channels: readonly LagSums[]): Colour {
  const excesses = channels.map(excess).filter((value) => value !== null);
  if (excesses.length === 0 || excesses.length < channels.length) return { colour: null, colouring: null };
  const mean = excesses.reduce((sum, value) => sum + value, 0) / excesses.length;
  const fewest = Math.min(...channels.flatMap(({ pairs }) => [...pairs]));
  const colour = Math.sqrt(Math.max(0, mean));
  return { colour, colouring: nameOf(colour, fewest) };
}

function nameOf(colour: number, pairs: number): Colouring {
  if (colour <= Math.max(slightlyColoured, Math.sqrt(chance / pairs))) return 'white';
  return colour <= coloured ? 'slightly coloured' : 'coloured';
}

/** Σ (ρ² − 1/n) of one channel. */
function excess({ sum, squares, count, products, pairs }: LagSums): number | null {
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  if (!(variance > negligible ** 2)) return null;
  let total = 0;
  for (let lag = 0; lag < lags.length; lag++) {
    const n = pairs[lag]!;
    if (n < fewestPairs) return null;
    const correlation = (products[lag]! / n - mean * mean) / variance;
    total += correlation * correlation - 1 / n;
  }
  return total;
}
