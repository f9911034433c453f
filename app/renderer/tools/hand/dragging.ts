import type { Point } from '../../geometry/affine.ts';
import type { State } from '../state.ts';
import { handIdle } from './idle.ts';

export function handDragging(start: Point): State {
  let last = start;
  const state: State = {
    name: 'hand.dragging',
    busy: true,
    cursor: () => 'grabbing',
    move(host, pointers) {
      const screen = pointers.at(-1)?.screen ?? last;
      host.panBy({ x: screen.x - last.x, y: screen.y - last.y });
      last = screen;
      return state;
    },
    up: () => handIdle,
    cancel(host) {
      host.panBy({ x: start.x - last.x, y: start.y - last.y });
      return handIdle;
    },
  };
  return state;
}
