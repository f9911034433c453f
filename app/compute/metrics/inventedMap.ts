import { likeImage, type Image } from '../image.ts';
import type { ForwardModel } from '../method.ts';

/**
 * The part of an estimate that the data do not determine, (I − A⁺A) x̂: of the estimate's size, image
 * units, signed. All zero where A loses nothing.
 */
export function inventedMap(model: ForwardModel, estimate: Image): Image {
  const result = likeImage(estimate);
  if (model.projectOnRange === undefined) return result;
  const determined = model.projectOnRange(estimate).data;
  for (let i = 0; i < result.data.length; i++) result.data[i] = estimate.data[i]! - determined[i]!;
  return result;
}

/** Root mean square over tiles, 8-bit units; 0 of nothing. */
export function createRms(): { add(tile: Image): void; finish(): number } {
  let sum = 0;
  let count = 0;
  return {
    add(tile) {
      for (const value of tile.data) sum += value * value;
      count += tile.data.length;
    },
    finish: () => (count === 0 ? 0 : 255 * Math.sqrt(sum / count)),
  };
}
