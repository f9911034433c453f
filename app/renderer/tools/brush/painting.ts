import type { StrokePoint } from '../../mask/stroke.ts';
import type { PointerInfo, ToolHost } from '../host.ts';
import type { State } from '../state.ts';
import { brushIdle } from './idle.ts';

/** The lightest touch still leaves a mark of this part of the brush. */
const lightest = 0.1;

const stamp = (host: ToolHost, { image, pressure }: PointerInfo): StrokePoint => ({
  ...image,
  radius: Math.max(0.5, (host.brush.size / 2) * Math.max(lightest, pressure)),
});

/** Entered on a press; Alt swaps painting and erasing for this stroke. */
export function brushPainting(
  host: ToolHost,
  pointer: PointerInfo,
  value: 0 | 255,
  from?: StrokePoint,
): State {
  const painted = pointer.alt ? (value === 255 ? 0 : 255) : value;
  const paint = (points: readonly StrokePoint[]): void => {
    host.mask = host.mask.withStroke(points, { hardness: host.brush.hardness, value: painted });
  };
  host.mark();
  let last = stamp(host, pointer);
  paint(from ? [from, last] : [last]);
  const state: State = {
    name: 'brush.painting',
    busy: true,
    cursor: () => 'brush',
    move(_host, pointers) {
      const points = pointers.map((at) => stamp(host, at));
      paint([last, ...points]);
      last = points.at(-1) ?? last;
      return state;
    },
    up() {
      host.commit();
      return brushIdle(value, last);
    },
    cancel() {
      host.bail();
      return brushIdle(value);
    },
  };
  return state;
}
