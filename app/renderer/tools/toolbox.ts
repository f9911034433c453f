import { brushIdle } from './brush/idle.ts';
import { cropIdle } from './crop/idle.ts';
import { handIdle } from './hand/idle.ts';
import type { ToolHost, ToolId } from './host.ts';
import { lassoIdle } from './lasso/idle.ts';
import { ToolMachine } from './machine.ts';
import { rectangleIdle } from './rectangle/idle.ts';
import type { State } from './state.ts';

const initial: Record<ToolId, () => State> = {
  hand: () => handIdle,
  crop: () => cropIdle,
  brush: () => brushIdle(255),
  eraser: () => brushIdle(0),
  lasso: () => lassoIdle,
  rectangle: () => rectangleIdle,
};

/** A fresh machine for a tool. */
export const toolMachine = (id: ToolId, host: ToolHost): ToolMachine => new ToolMachine(host, initial[id]());
