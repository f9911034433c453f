import { likeImage, type Image } from '../image.ts';
import { combine, dot } from '../kernels/vectors.ts';
import type { ForwardModel } from '../method.ts';

/**
 * The part of an estimate that the data do not determine, (I − A⁺A) x̂: of the estimate's size, image
 * units, signed. All zero where A loses nothing.
 */
export function inventedMap(model: ForwardModel, estimate: Image): Image {
  const result = likeImage(estimate);
  if (model.projectOnRange === undefined) return result;
  const determined = model.projectOnRange(estimate).data;
  combine(1, estimate.data, -1, determined, result.data);
  return result;
}

/** Root mean square over tiles, 8-bit units; 0 of nothing. */
export function createRms(): { add(tile: Image): void; finish(): number } {
  let sum = 0;
  let count = 0;
  return {
    add(tile) {
      sum += dot(tile.data, tile.data);
      count += tile.data.length;
    },
    finish: () => (count === 0 ? 0 : 255 * Math.sqrt(sum / count)),
  };
}
