import { apply } from '../geometry/affine.ts';
import type { Affine, Box } from '../geometry/affine.ts';

/** Device pixels per unit of the source. */
export const scaleOf = ([a, b]: Affine): number => Math.hypot(a, b);

/**
 * Sets the transform for drawing `box` as a rectangle of its size at the origin; returns how far to
 * draw beyond its right and lower edge where a neighbour follows.
 *
 * In an upright picture the corners fall on device pixels, so neighbours meet without seam or overlap.
 * Slanted edges are antialiased; there a little overlap hides the seam.
 */
export function place(context: CanvasRenderingContext2D, toCanvas: Affine, box: Box): number {
  const [a, b, c, d] = toCanvas;
  const start = apply(toCanvas, box);
  if ((b !== 0 || c !== 0) && (a !== 0 || d !== 0)) {
    context.setTransform(a, b, c, d, start.x, start.y);
    return 0.6 / scaleOf(toCanvas);
  }
  const end = apply(toCanvas, { x: box.x + box.width, y: box.y + box.height });
  const [x, y] = [Math.round(start.x), Math.round(start.y)];
  const [dx, dy] = [Math.round(end.x) - x, Math.round(end.y) - y];
  const { width, height } = box;
  if (b === 0) context.setTransform(dx / width, 0, 0, dy / height, x, y);
  else context.setTransform(0, dy / width, dx / height, 0, x, y);
  return 0;
}
