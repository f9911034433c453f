import { straightenFromLine } from '../../geometry/straighten.ts';
import type { PointerInfo, ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { cropIdle } from './idle.ts';

/** Shorter lines, in device pixels, were a slip of the hand. */
const shortest = 12;

/** Entered on a press: the line drawn becomes level or upright. */
export function cropStraightening(host: ToolHost, pointer: PointerInfo): State {
  host.mark();
  const leave = (): State => {
    host.sketch = null;
    return cropIdle;
  };
  const state: State = {
    name: 'crop.straightening',
    busy: true,
    cursor: () => 'crosshair',
    move(_host, pointers) {
      host.sketch = { kind: 'line', from: pointer.frame, to: (pointers.at(-1) ?? pointer).frame };
      return state;
    },
    up(_host, { frame, screen }) {
      if (Math.hypot(screen.x - pointer.screen.x, screen.y - pointer.screen.y) >= shortest) {
        host.geometry = straightenFromLine(host.image, host.geometry, pointer.frame, frame);
      }
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
