import type { Box } from '../../geometry/affine.ts';
import type { ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { rectangleDrawing } from './drawing.ts';
import { fillBox } from './fill.ts';
import { rectangleIdle } from './idle.ts';

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Device pixels per key press. */
const step = 8;

/**
 * A rectangle by keyboard: it begins as the middle of what is visible; arrows move it, with Shift they
 * move its lower right corner, Enter covers it, Delete clears it.
 */
export function rectanglePlacing(host: ToolHost): State {
  const { visible } = host;
  let box: Box = {
    x: visible.x + visible.width * 0.375,
    y: visible.y + visible.height * 0.375,
    width: visible.width / 4,
    height: visible.height / 4,
  };
  host.mark();
  host.sketch = { kind: 'box', box };
  const leave = (): State => {
    host.sketch = null;
    return rectangleIdle;
  };
  const finish = (value: 0 | 255): State => {
    fillBox(host, box, value);
    host.commit();
    return leave();
  };
  const state: State = {
    name: 'rectangle.placing',
    busy: true,
    cursor: () => 'crosshair',
    down(_host, pointer) {
      host.bail();
      leave();
      return rectangleDrawing(host, pointer);
    },
    cancel() {
      host.bail();
      return leave();
    },
    key(_host, key, shift) {
      if (key === 'Enter') return finish(255);
      if (key === 'Delete' || key === 'Backspace') return finish(0);
      const arrow = arrows[key];
      if (!arrow) return undefined;
      const [dx, dy] = [(arrow[0] * step) / host.scale, (arrow[1] * step) / host.scale];
      box = shift
        ? { ...box, width: Math.max(1, box.width + dx), height: Math.max(1, box.height + dy) }
        : { ...box, x: box.x + dx, y: box.y + dy };
      host.sketch = { kind: 'box', box };
      return state;
    },
  };
  return state;
}
