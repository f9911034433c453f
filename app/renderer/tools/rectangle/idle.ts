import type { State } from '../state.ts';
import { rectangleDrawing } from './drawing.ts';
import { rectanglePlacing } from './placing.ts';

export const rectangleIdle: State = {
  name: 'rectangle.idle',
  busy: false,
  cursor: () => 'crosshair',
  down: rectangleDrawing,
  key: (host, key) => (key === 'Enter' ? rectanglePlacing(host) : undefined),
};
