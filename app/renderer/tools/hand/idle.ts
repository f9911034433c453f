import type { State } from '../state.ts';
import { handDragging } from './dragging.ts';

export const handIdle: State = {
  name: 'hand.idle',
  busy: false,
  cursor: () => 'grab',
  down: (_host, pointer) => handDragging(pointer.screen),
};
