import type { CropHandle } from '../../geometry/crop.ts';
import type { Cursor, State } from '../state.ts';
import { cropPartAt } from './hit.ts';
import { cropMoving } from './moving.ts';
import { cropResizing } from './resizing.ts';
import { cropStraightening } from './straightening.ts';

export const handleCursors: Readonly<Record<CropHandle, Cursor>> = {
  n: 'ns-resize',
  s: 'ns-resize',
  e: 'ew-resize',
  w: 'ew-resize',
  ne: 'nesw-resize',
  sw: 'nesw-resize',
  nw: 'nwse-resize',
  se: 'nwse-resize',
};

/**
 * Edges resize, the inside moves; from outside, and anywhere with Ctrl or Cmd or in straightening, a
 * press draws the line that is to be level.
 */
export const cropIdle: State = {
  name: 'crop.idle',
  busy: false,
  cursor(host, over) {
    if (!over) return 'default';
    if (host.straightening || over.control) return 'crosshair';
    const part = cropPartAt(host, over);
    return part === 'outside' ? 'crosshair' : part === 'inside' ? 'move' : handleCursors[part];
  },
  down(host, pointer) {
    if (host.straightening || pointer.control) return cropStraightening(host, pointer);
    const part = cropPartAt(host, pointer);
    if (part === 'outside') return cropStraightening(host, pointer);
    return part === 'inside' ? cropMoving(host, pointer) : cropResizing(host, pointer, part);
  },
};
