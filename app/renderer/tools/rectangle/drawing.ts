import type { Box, Point } from '../../geometry/affine.ts';
import type { PointerInfo, ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { fillBox } from './fill.ts';
import { rectangleIdle } from './idle.ts';

function boxBetween(from: Point, to: Point, square: boolean): Box {
  let [dx, dy] = [to.x - from.x, to.y - from.y];
  if (square) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    [dx, dy] = [dx < 0 ? -side : side, dy < 0 ? -side : side];
  }
  return {
    x: Math.min(from.x, from.x + dx),
    y: Math.min(from.y, from.y + dy),
    width: Math.abs(dx),
    height: Math.abs(dy),
  };
}

/** Entered on a press. Shift makes a square; Alt at the press clears and does not cover. */
export function rectangleDrawing(host: ToolHost, pointer: PointerInfo): State {
  const value = pointer.alt ? 0 : 255;
  host.mark();
  const leave = (): State => {
    host.sketch = null;
    return rectangleIdle;
  };
  const state: State = {
    name: 'rectangle.drawing',
    busy: true,
    cursor: () => 'crosshair',
    move(_host, pointers) {
      const to = pointers.at(-1) ?? pointer;
      host.sketch = { kind: 'box', box: boxBetween(pointer.frame, to.frame, to.shift) };
      return state;
    },
    up(_host, to) {
      fillBox(host, boxBetween(pointer.frame, to.frame, to.shift), value);
      host.commit();
      return leave();
    },
    cancel() {
      host.bail();
      return leave();
    },
  };
  return state;
}
