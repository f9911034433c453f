import { load4, store4 } from './lanes';
import { transposeTo, transposeToRows } from './transpose';

/** Products with the sparse matrices of `axisMatrix.ts`. Strides are in floats. */

/** Along every column; units are rows of the result. */
export function axisAlongY(
  x: usize,
  out: usize,
  start: usize,
  index: usize,
  weight: usize,
  width: i32,
  xStride: i32,
  outStride: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const pitch = <usize>xStride << 2;
  const length = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const first = load<usize>(start + (<usize>row << 2));
    const end = load<usize>(start + (<usize>row << 2), 4);
    const target = out + ((<usize>row * <usize>outStride) << 2);
    let i: usize = 0;
    for (; i + 64 <= length; i += 64) {
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      let c = f32x4.splat(0);
      let d = f32x4.splat(0);
      for (let k = first; k < end; k++) {
        const w = v128.load_splat<f32>(weight + (k << 2));
        const at = x + load<usize>(index + (k << 2)) * pitch + i;
        a = f32x4.add(a, f32x4.mul(w, load4(at)));
        b = f32x4.add(b, f32x4.mul(w, load4(at + 16)));
        c = f32x4.add(c, f32x4.mul(w, load4(at + 32)));
        d = f32x4.add(d, f32x4.mul(w, load4(at + 48)));
      }
      store4(target + i, a);
      store4(target + i + 16, b);
      store4(target + i + 32, c);
      store4(target + i + 48, d);
    }
    for (; i < length; i += 4) {
      let sum: f32 = 0;
      for (let k = first; k < end; k++)
        sum += load<f32>(weight + (k << 2)) * load<f32>(x + load<usize>(index + (k << 2)) * pitch + i);
      store<f32>(target + i, sum);
    }
  }
}

/**
 * Along every row, four rows at a time; units are these fours, the last one overlapping its neighbour.
 * @param scratch 4 · (columns + rows + 8) floats a thread
 */
export function axisAlongX(
  x: usize,
  out: usize,
  start: usize,
  index: usize,
  weight: usize,
  scratch: usize,
  rows: i32,
  columns: i32,
  height: i32,
  xStride: i32,
  outStride: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const pitch = <usize>xStride << 2;
  const outPitch = <usize>outStride << 2;
  const n = <usize>columns;
  const m = <usize>rows;
  const input = scratch + ((<usize>thread * (n + m + 8)) << 4);
  const result = input + ((n + 4) << 4);
  for (let unit = from; unit < to; unit++) {
    const line = <usize>min(unit * 4, height - 4);
    const source = x + line * pitch;
    let i: usize = 0;
    for (; i + 4 <= n; i += 4) {
      const at = source + (i << 2);
      transposeTo(input + (i << 4), load4(at), load4(at + pitch), load4(at + pitch * 2), load4(at + pitch * 3));
    }
    for (; i < n; i++) {
      const at = source + (i << 2);
      store4(
        input + (i << 4),
        f32x4(load<f32>(at), load<f32>(at + pitch), load<f32>(at + pitch * 2), load<f32>(at + pitch * 3)),
      );
    }
    let k = load<usize>(start);
    for (let row: usize = 0; row < m; row++) {
      const end = load<usize>(start + (row << 2), 4);
      let sum = f32x4.splat(0);
      for (; k < end; k++) {
        const w = v128.load_splat<f32>(weight + (k << 2));
        sum = f32x4.add(sum, f32x4.mul(w, load4(input + (load<usize>(index + (k << 2)) << 4))));
      }
      store4(result + (row << 4), sum);
    }
    const target = out + line * outPitch;
    i = 0;
    for (; i + 4 <= m; i += 4) {
      const at = result + (i << 4);
      transposeToRows(target + (i << 2), outPitch, load4(at), load4(at + 16), load4(at + 32), load4(at + 48));
    }
    for (; i < m; i++) {
      const v = load4(result + (i << 4));
      const at = target + (i << 2);
      store<f32>(at, f32x4.extract_lane(v, 0));
      store<f32>(at + outPitch, f32x4.extract_lane(v, 1));
      store<f32>(at + outPitch * 2, f32x4.extract_lane(v, 2));
      store<f32>(at + outPitch * 3, f32x4.extract_lane(v, 3));
    }
  }
}
