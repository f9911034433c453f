import { likeImage, type Image, type Mask } from '../image.ts';
import { combine, dot } from '../kernels/vectors.ts';
import type { ForwardModel } from '../method.ts';
import { createWhiteness, type Colour } from './whiteness.ts';

/**
 * The residual y − A x̂, of the measurement's size, in image units ([0, 1] scale, signed).
 * @param unknown pixels that were not measured (inpainting); their residual is 0
 */
export function residual(model: ForwardModel, measurement: Image, estimate: Image, unknown?: Mask): Image {
  const predicted = model.apply(estimate).data;
  const result = likeImage(measurement);
  if (unknown === undefined) {
    combine(1, measurement.data, -1, predicted, result.data);
    return result;
  }
  const size = measurement.width * measurement.height;
  for (let i = 0; i < result.data.length; i++)
    if (unknown.data[i % size] !== 1) result.data[i] = measurement.data[i]! - predicted[i]!;
  return result;
}

export interface ResidualSummary extends Colour {
  /** Root mean square in 8-bit units. */
  readonly rms: number;
  /** The same in units of the noise; null where no noise level is known. */
  readonly sigmas: number | null;
}

export interface ResidualStatistics {
  /** Takes in the residual of one tile (without its halo), image units. */
  add(tile: Image, unknown?: Mask): void;
  finish(): ResidualSummary;
}

/**
 * Collects what a residual says, tile by tile.
 * @param noise standard deviation in 8-bit units, null or 0 where none is known
 */
export function createResidualStatistics(noise: number | null): ResidualStatistics {
  const whiteness = createWhiteness();
  let sum = 0;
  let count = 0;
  return {
    add(tile, unknown) {
      if (unknown === undefined) {
        sum += dot(tile.data, tile.data);
        count += tile.data.length;
      } else {
        const size = tile.width * tile.height;
        for (let i = 0; i < tile.data.length; i++) {
          if (unknown.data[i % size] === 1) continue;
          sum += tile.data[i]! ** 2;
          count++;
        }
      }
      whiteness.add(tile, unknown);
    },
    finish() {
      const rms = count === 0 ? 0 : 255 * Math.sqrt(sum / count);
      const sigmas = noise === null || noise === 0 ? null : rms / noise;
      return { rms, sigmas, ...whiteness.finish() };
    },
  };
}
