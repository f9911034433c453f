import { cloneImage, type Image } from '../image.ts';
import type { StencilAt } from '../kernels/gridRows.ts';
import type { Iterations, Problem } from '../method.ts';
import { UnknownGroups, type Range } from '../solvers/unknownGroups.ts';
import { fillUnknown, requireMask, type Hole } from './inpainting.ts';

/**
 * Brings a quadratic energy to rest on the unknown pixels: specks and scratches exactly, what is thicker by `fillRest`.
 * @param iterations how many `fillRest` will announce
 */
export async function* fillGroups(
  { image, mask }: Problem,
  stencilAt: StencilAt,
  range: Range,
  iterations: number,
  fillRest: (hole: Hole) => Iterations<ArrayLike<number>>,
): Iterations<Image> {
  const unknown = requireMask(image, mask);
  const result = cloneImage(image);
  const groups = new UnknownGroups(result, unknown, stencilAt, range);
  const solving = groups.solve();
  while (solving.next().done !== true) yield await Promise.resolve({ iteration: 0, iterations });
  if (groups.left === 0) return result;
  return yield* fillUnknown({ image: result, mask: groups.rest }, fillRest);
}
