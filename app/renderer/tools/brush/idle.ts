import type { StrokePoint } from '../../mask/stroke.ts';
import type { State } from '../state.ts';
import { brushPainting } from './painting.ts';

/**
 * @param value what is painted: 255 covers, 0 erases
 * @param last where the stroke before ended: a press with Shift draws a straight line from there
 */
export const brushIdle = (value: 0 | 255, last?: StrokePoint): State => ({
  name: 'brush.idle',
  busy: false,
  cursor: () => 'brush',
  down: (host, pointer) => brushPainting(host, pointer, value, pointer.shift ? last : undefined),
});
