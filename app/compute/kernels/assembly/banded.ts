import { load4, store4 } from './lanes';

/** Solutions with the Cholesky factors of `banded.ts`, in place; entries as there, in single precision. */

/** Along every column; units are sixteen columns. */
export function bandedAlongY(
  x: usize,
  entries: usize,
  size: i32,
  bandwidth: i32,
  width: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const pitch = <usize>width << 2;
  const row = <usize>(bandwidth + 1) << 2;
  for (let unit = from; unit < to; unit++) {
    const end = x + (<usize>min(unit * 16 + 16, width) << 2);
    for (let column = x + (<usize>unit << 6); column < end; ) {
      if (column + 16 <= end) {
        solve4(column, entries, size, bandwidth, pitch, row);
        column += 16;
      } else {
        solve1(column, entries, size, bandwidth, pitch, row);
        column += 4;
      }
    }
  }
}

function solve4(column: usize, entries: usize, size: i32, bandwidth: i32, pitch: usize, row: usize): void {
  for (let i = 0; i < size; i++) {
    const at = column + <usize>i * pitch;
    const own = entries + <usize>i * row;
    let sum = load4(at);
    for (let d = min(i, bandwidth); d > 0; d--) {
      const w = v128.load_splat<f32>(own + (<usize>d << 2));
      sum = f32x4.sub(sum, f32x4.mul(w, load4(at - <usize>d * pitch)));
    }
    store4(at, f32x4.mul(sum, v128.load_splat<f32>(own)));
  }
  for (let i = size - 1; i >= 0; i--) {
    const at = column + <usize>i * pitch;
    const own = entries + <usize>i * row;
    let sum = load4(at);
    for (let d = min(size - 1 - i, bandwidth); d > 0; d--) {
      const w = v128.load_splat<f32>(own + <usize>d * row + (<usize>d << 2));
      sum = f32x4.sub(sum, f32x4.mul(w, load4(at + <usize>d * pitch)));
    }
    store4(at, f32x4.mul(sum, v128.load_splat<f32>(own)));
  }
}

function solve1(column: usize, entries: usize, size: i32, bandwidth: i32, pitch: usize, row: usize): void {
  for (let i = 0; i < size; i++) {
    const at = column + <usize>i * pitch;
    const own = entries + <usize>i * row;
    let sum = load<f32>(at);
    for (let d = min(i, bandwidth); d > 0; d--)
      sum -= load<f32>(own + (<usize>d << 2)) * load<f32>(at - <usize>d * pitch);
    store<f32>(at, sum * load<f32>(own));
  }
  for (let i = size - 1; i >= 0; i--) {
    const at = column + <usize>i * pitch;
    const own = entries + <usize>i * row;
    let sum = load<f32>(at);
    for (let d = min(size - 1 - i, bandwidth); d > 0; d--)
      sum -= load<f32>(own + <usize>d * row + (<usize>d << 2)) * load<f32>(at + <usize>d * pitch);
    store<f32>(at, sum * load<f32>(own));
  }
}

/** Along every row, four at a time; units are these fours. @param scratch 4 · size floats a thread */
export function bandedAlongX(
  x: usize,
  entries: usize,
  scratch: usize,
  size: i32,
  bandwidth: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const pitch = <usize>size << 2;
  const row = <usize>(bandwidth + 1) << 2;
  const buffer = scratch + ((<usize>thread * <usize>size) << 4);
  for (let unit = from; unit < to; unit++) {
    // Lanes without a row of their own repeat the last row, and are not written.
    const last = height - 1;
    const r0 = x + <usize>(unit * 4) * pitch;
    const r1 = x + <usize>min(unit * 4 + 1, last) * pitch;
    const r2 = x + <usize>min(unit * 4 + 2, last) * pitch;
    const r3 = x + <usize>min(unit * 4 + 3, last) * pitch;
    for (let i: usize = 0; i < pitch; i += 4)
      store4(
        buffer + (i << 2),
        f32x4(load<f32>(r0 + i), load<f32>(r1 + i), load<f32>(r2 + i), load<f32>(r3 + i)),
      );
    solve4(buffer, entries, size, bandwidth, 16, row);
    const rows = min(4, height - unit * 4);
    for (let i: usize = 0; i < pitch; i += 4) {
      const v = load4(buffer + (i << 2));
      store<f32>(r0 + i, f32x4.extract_lane(v, 0));
      if (rows > 1) store<f32>(r1 + i, f32x4.extract_lane(v, 1));
      if (rows > 2) store<f32>(r2 + i, f32x4.extract_lane(v, 2));
      if (rows > 3) store<f32>(r3 + i, f32x4.extract_lane(v, 3));
    }
  }
}
