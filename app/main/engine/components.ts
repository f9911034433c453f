import type { Rect } from '../../contract/index.ts';
import { grow, intersect } from './rects.ts';

/** Side of the coarse blocks on which unknown regions are found. */
export const block = 16;

/** Where anything is unknown, in blocks of 16×16 pixels: 0 none, 1 some, 2 every pixel. */
export interface BlockMap {
  readonly columns: number;
  readonly rows: number;
  readonly state: Uint8Array;
}

/**
 * Bounding boxes of the unknown regions (8-connected blocks), such that no two of them come closer
 * than twice `margin`: each can be filled from its own surroundings. Cut at `bounds`.
 */
export function unknownBoxes(map: BlockMap, margin: number, bounds: Rect): Rect[] {
  let boxes = connected(map).map((blocks) => {
    const box = { x: blocks.x * block, y: blocks.y * block, width: 0, height: 0 };
    const right = Math.min((blocks.x + blocks.width) * block, bounds.width);
    const bottom = Math.min((blocks.y + blocks.height) * block, bounds.height);
    return { ...box, width: right - box.x, height: bottom - box.y };
  });
  for (let before = Infinity; boxes.length < before;) {
    before = boxes.length;
    boxes = mergeTouching(boxes, margin, bounds);
  }
  return boxes;
}

function connected({ columns, rows, state }: BlockMap): Rect[] {
  const seen = new Uint8Array(state.length);
  const found: Rect[] = [];
  for (let start = 0; start < state.length; start++) {
    if (seen[start] === 1 || state[start] === 0) continue;
    let [left, right, top, bottom] = [columns, 0, rows, 0];
    const stack = [start];
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % columns;
      const y = Math.floor(at / columns);
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++) {
          const next = ny * columns + nx;
          if (seen[next] === 1 || state[next] === 0) continue;
          seen[next] = 1;
          stack.push(next);
        }
    }
    found.push({ x: left, y: top, width: right - left + 1, height: bottom - top + 1 });
  }
  return found;
}

/** One sweep from left to right, joining boxes whose surroundings overlap. */
function mergeTouching(boxes: readonly Rect[], margin: number, bounds: Rect): Rect[] {
  const sorted = boxes.toSorted((a, b) => a.x - b.x);
  let active: Rect[] = [];
  const done: Rect[] = [];
  for (const box of sorted) {
    let merged = box;
    const kept: Rect[] = [];
    for (const other of active) {
      if (other.x + other.width + margin < box.x - margin) done.push(other);
      else if (intersect(grow(other, margin, bounds), grow(merged, margin, bounds)) !== null)
        merged = union(other, merged);
      else kept.push(other);
    }
    active = [...kept, merged];
  }
  return [...done, ...active];
}

function union(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
