import { cropOf } from '../../geometry/geometry.ts';
import type { CropHandle } from '../../geometry/crop.ts';
import type { PointerInfo, ToolHost } from '../host.ts';

/** Device pixels around an edge in which it can be taken. */
const grip = 14;

/** The part of the crop that lies under the pointer. */
export function cropPartAt(host: ToolHost, { frame }: PointerInfo): CropHandle | 'inside' | 'outside' {
  const crop = cropOf(host.image, host.geometry);
  const reach = grip / host.scale;
  // Opposite grips of a small crop must not meet.
  const [wide, tall] = [Math.min(reach, crop.width / 3), Math.min(reach, crop.height / 3)];
  const [left, top] = [frame.x - crop.x, frame.y - crop.y];
  const [right, bottom] = [left - crop.width, top - crop.height];
  if (left < -reach || top < -reach || right > reach || bottom > reach) return 'outside';
  const vertical = top < tall ? 'n' : bottom > -tall ? 's' : '';
  const horizontal = left < wide ? 'w' : right > -wide ? 'e' : '';
  const handle = `${vertical}${horizontal}` as const;
  return handle === '' ? 'inside' : handle;
}
