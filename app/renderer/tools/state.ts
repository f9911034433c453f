import type { PointerInfo, ToolHost } from './host.ts';

export type Cursor =
  | 'default'
  | 'grab'
  | 'grabbing'
  | 'crosshair'
  | 'brush'
  | 'move'
  | `${'ns' | 'ew' | 'nesw' | 'nwse'}-resize`;

/**
 * One state of a tool. A gesture's state marks on entry, commits on `up`, bails out on `cancel`. Every
 * handler returns the state that comes next; one that stays returns itself.
 */
export interface State {
  readonly name: string;
  /** Whether a gesture is under way, which Esc cancels. */
  readonly busy: boolean;
  cursor(host: ToolHost, over: PointerInfo | null): Cursor;
  down?(host: ToolHost, pointer: PointerInfo): State;
  /** All positions since the last event, the newest last; also while no button is pressed. */
  move?(host: ToolHost, pointers: readonly PointerInfo[]): State;
  up?(host: ToolHost, pointer: PointerInfo): State;
  cancel?(host: ToolHost): State;
  /** A key pressed on the canvas; undefined where the tool has no use for it. */
  key?(host: ToolHost, key: string, shift: boolean): State | undefined;
}
