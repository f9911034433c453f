import { likeImage, type Image } from '../image.ts';
import type { LagSums } from '../kernels/autocorrelation.ts';
import type { ResidualSummary } from './residual.ts';
import { colourOf, createWhiteness } from './whiteness.ts';

/** Sums over two residuals and over their mean: enough for the statistics of every blend of the two. */
export interface PairSums {
  readonly a: readonly LagSums[];
  readonly mean: readonly LagSums[];
  readonly b: readonly LagSums[];
}

/** @throws RangeError where the residuals differ in size */
export function pairSums(a: Image, b: Image): PairSums {
  if (a.data.length !== b.data.length || a.width !== b.width)
    throw new RangeError('the residuals differ in size');
  const mean = likeImage(a);
  for (let i = 0; i < mean.data.length; i++) mean.data[i] = (a.data[i]! + b.data[i]!) / 2;
  return { a: sumsOf(a), mean: sumsOf(mean), b: sumsOf(b) };
}

function sumsOf(residual: Image): LagSums[] {
  const whiteness = createWhiteness();
  whiteness.add(residual);
  return whiteness.sums();
}

/**
 * The statistics of (1 − t) a + t b, exactly: all that is summed is a polynomial of degree 2 in t, which its values
 * at 0, ½ and 1 determine. With a linear forward model this is the residual of the results' own blend.
 * @param share t, from 0 to 1
 * @param noise standard deviation in 8-bit units, null or 0 where none is known
 */
export function summariseBlend(
  { a, mean, b }: PairSums,
  share: number,
  noise: number | null,
): ResidualSummary {
  const atA = (1 - share) * (1 - 2 * share);
  const atMean = 4 * share * (1 - share);
  const atB = share * (2 * share - 1);
  const between = (one: number, middle: number, other: number): number =>
    atA * one + atMean * middle + atB * other;
  const channels = mean.map((middle, c): LagSums => {
    const [one, other] = [a[c]!, b[c]!];
    return {
      ...middle,
      sum: between(one.sum, middle.sum, other.sum),
      squares: between(one.squares, middle.squares, other.squares),
      products: middle.products.map((value, lag) => between(one.products[lag]!, value, other.products[lag]!)),
    };
  });
  const squares = channels.reduce((total, channel) => total + channel.squares, 0);
  const count = channels.reduce((total, channel) => total + channel.count, 0);
  const rms = count === 0 ? 0 : 255 * Math.sqrt(Math.max(0, squares) / count);
  return { rms, sigmas: noise === null || noise === 0 ? null : rms / noise, ...colourOf(channels) };
}
