import { corners } from '../../geometry/affine.ts';
import type { Box } from '../../geometry/affine.ts';
import type { ToolHost } from '../host.ts';

/** Covers or clears a box of the frame; in a straightened picture it is a slanted one of the image. */
export function fillBox(host: ToolHost, box: Box, value: 0 | 255): void {
  const points = corners(box).map((corner) => host.toImage(corner));
  if (host.geometry.straighten !== 0) {
    host.mask = host.mask.fillPolygon(points, value);
    return;
  }
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  host.mask = host.mask.fillRect({ x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }, value);
}
