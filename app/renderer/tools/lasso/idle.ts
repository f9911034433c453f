import type { State } from '../state.ts';
import { lassoDrawing } from './drawing.ts';

export const lassoIdle: State = {
  name: 'lasso.idle',
  busy: false,
  cursor: () => 'crosshair',
  down: lassoDrawing,
};
