import { resizeCrop } from '../../geometry/crop.ts';
import type { CropHandle } from '../../geometry/crop.ts';
import { cropOf } from '../../geometry/geometry.ts';
import type { PointerInfo, ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { cropIdle, handleCursors } from './idle.ts';

/** Entered on a press on an edge or corner. Shift keeps the ratio the crop has. */
export function cropResizing(host: ToolHost, pointer: PointerInfo, handle: CropHandle): State {
  const before = host.geometry;
  const start = cropOf(host.image, before);
  host.mark();
  const state: State = {
    name: 'crop.resizing',
    busy: true,
    cursor: () => handleCursors[handle],
    move(_host, pointers) {
      const { frame, shift } = pointers.at(-1) ?? pointer;
      const by = { x: frame.x - pointer.frame.x, y: frame.y - pointer.frame.y };
      const ratio = host.cropRatio ?? (shift ? start.width / start.height : null);
      host.geometry = { ...before, crop: resizeCrop(host.image, before, handle, by, ratio) };
      return state;
    },
    up() {
      host.commit();
      return cropIdle;
    },
    cancel() {
      host.bail();
      return cropIdle;
    },
  };
  return state;
}
