import type { PointerInfo, ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { lassoIdle } from './idle.ts';

/** Device pixels between two points of the outline. */
const spacing = 1.5;

/** Entered on a press; Alt at that moment clears and does not cover. */
export function lassoDrawing(host: ToolHost, pointer: PointerInfo): State {
  const value = pointer.alt ? 0 : 255;
  let outline = [pointer];
  host.mark();
  const leave = (): State => {
    host.sketch = null;
    return lassoIdle;
  };
  const state: State = {
    name: 'lasso.drawing',
    busy: true,
    cursor: () => 'crosshair',
    move(_host, pointers) {
      for (const next of pointers) {
        const last = outline.at(-1) ?? pointer;
        if (Math.hypot(next.screen.x - last.screen.x, next.screen.y - last.screen.y) >= spacing) {
          outline = [...outline, next];
        }
      }
      host.sketch = { kind: 'path', points: outline.map(({ frame }) => frame) };
      return state;
    },
    up() {
      if (outline.length > 2) {
        host.mask = host.mask.fillPolygon(
          outline.map(({ image }) => image),
          value,
        );
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
