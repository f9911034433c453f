import { moveCrop } from '../../geometry/crop.ts';
import type { PointerInfo, ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { cropIdle } from './idle.ts';

/** Entered on a press inside the crop. */
export function cropMoving(host: ToolHost, pointer: PointerInfo): State {
  const before = host.geometry;
  host.mark();
  const state: State = {
    name: 'crop.moving',
    busy: true,
    cursor: () => 'move',
    move(_host, pointers) {
      const { frame } = pointers.at(-1) ?? pointer;
      const by = { x: frame.x - pointer.frame.x, y: frame.y - pointer.frame.y };
      if (before.crop) host.geometry = { ...before, crop: moveCrop(host.image, before, by) };
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
