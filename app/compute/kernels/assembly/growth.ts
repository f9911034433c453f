import { load4, store4 } from './lanes';

/** A plane grown and folded back, as `growth.ts`. */

/** Units are rows of the larger plane. */
export function growPlane(
  x: usize,
  out: usize,
  rows: usize,
  columns: usize,
  width: i32,
  grownWidth: i32,
  left: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const length = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const target = out + ((<usize>row * <usize>grownWidth) << 2);
    const source = load<i32>(rows + (<usize>row << 2));
    if (source < 0) {
      memory.fill(target, 0, <usize>grownWidth << 2);
      continue;
    }
    const at = x + <usize>source * length;
    memory.copy(target + (<usize>left << 2), at, length);
    for (let column = 0; column < grownWidth; column++) {
      if (column == left) column += width;
      if (column >= grownWidth) break;
      const k = load<i32>(columns + (<usize>column << 2));
      store<f32>(target + (<usize>column << 2), k < 0 ? 0 : load<f32>(at + (<usize>k << 2)));
    }
  }
}

/** Units are rows of the plane. */
export function foldPlane(
  y: usize,
  out: usize,
  start: usize,
  copies: usize,
  columns: usize,
  width: i32,
  grownWidth: i32,
  left: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const length = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const target = out + <usize>row * length;
    const first = load<i32>(start + (<usize>row << 2));
    const end = load<i32>(start + (<usize>row << 2), 4);
    for (let k = first; k < end; k++) {
      const source = y + ((load<usize>(copies + (<usize>k << 2)) * <usize>grownWidth) << 2);
      const middle = source + (<usize>left << 2);
      if (k == first) memory.copy(target, middle, length);
      else addRow(middle, target, length);
      for (let column = 0; column < grownWidth; column++) {
        if (column == left) column += width;
        if (column >= grownWidth) break;
        const own = load<i32>(columns + (<usize>column << 2));
        if (own < 0) continue;
        const at = target + (<usize>own << 2);
        store<f32>(at, load<f32>(at) + load<f32>(source + (<usize>column << 2)));
      }
    }
  }
}

function addRow(x: usize, out: usize, length: usize): void {
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) store4(out + i, f32x4.add(load4(out + i), load4(x + i)));
  for (; i < length; i += 4) store<f32>(out + i, load<f32>(out + i) + load<f32>(x + i));
}
