import { load4, store4 } from './lanes';

/** The sums of `taps.ts`, 32 pixels at a time; units are rows. */
export function applyTaps(
  x: usize,
  out: usize,
  offsets: usize,
  counts: usize,
  factors: usize,
  groups: i32,
  width: i32,
  pitch: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const length = <usize>width << 2;
  const table = counts + (<usize>groups << 2);
  for (let row = from; row < to; row++) {
    const source = x + ((<usize>row * <usize>pitch) << 2);
    tapsOfRow(source, out + <usize>row * length, length, offsets, counts, table, factors);
  }
}

/** The same after adding rows that mirror each other. @param scratch (reach + 1) · pitch floats a thread */
export function applyMirroredTaps(
  x: usize,
  out: usize,
  offsets: usize,
  counts: usize,
  factors: usize,
  scratch: usize,
  groups: i32,
  width: i32,
  pitch: i32,
  reach: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const length = <usize>width << 2;
  const step = <usize>pitch << 2;
  const table = counts + (<usize>groups << 2);
  const own = scratch + <usize>(thread * (reach + 1)) * step;
  for (let row = from; row < to; row++) {
    const middle = x + <usize>(row + reach) * step;
    memory.copy(own, middle, step);
    for (let far: usize = 1; far <= <usize>reach; far++)
      addRows(middle - far * step, middle + far * step, own + far * step, step);
    tapsOfRow(own, out + <usize>row * length, length, offsets, counts, table, factors);
  }
}

function addRows(x: usize, y: usize, out: usize, length: usize): void {
  let i: usize = 0;
  for (; i + 16 <= length; i += 16) store4(out + i, f32x4.add(load4(x + i), load4(y + i)));
  for (; i < length; i += 4) store<f32>(out + i, load<f32>(x + i) + load<f32>(y + i));
}

function tapsOfRow(
  source: usize,
  target: usize,
  length: usize,
  offsets: usize,
  counts: usize,
  table: usize,
  factors: usize,
): void {
  let i: usize = 0;
  if (length >= 128) {
    while (i < length) {
      // The last block overlaps its neighbour rather than being short.
      i = min(i, length - 128);
      tapsOf32(source + i, target + i, offsets, counts, table, factors);
      i += 128;
    }
  } else for (; i < length; i += 4) tapsOf1(source + i, target + i, offsets, counts, table, factors);
}

// @ts-ignore: decorator
@inline
function tapsOf32(at: usize, to: usize, offset: usize, count: usize, table: usize, factor: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  let e = f32x4.splat(0);
  let f = f32x4.splat(0);
  let g = f32x4.splat(0);
  let h = f32x4.splat(0);
  for (; count < table; count += 4) {
    for (const end = offset + (load<usize>(count) << 2); offset < end; offset += 4) {
      const here = at + load<usize>(offset);
      a = f32x4.add(a, v128.load(here));
      b = f32x4.add(b, v128.load(here, 16));
      c = f32x4.add(c, v128.load(here, 32));
      d = f32x4.add(d, v128.load(here, 48));
      e = f32x4.add(e, v128.load(here, 64));
      f = f32x4.add(f, v128.load(here, 80));
      g = f32x4.add(g, v128.load(here, 96));
      h = f32x4.add(h, v128.load(here, 112));
    }
    const scale = v128.load_splat<f32>(factor);
    factor += 4;
    a = f32x4.mul(a, scale);
    b = f32x4.mul(b, scale);
    c = f32x4.mul(c, scale);
    d = f32x4.mul(d, scale);
    e = f32x4.mul(e, scale);
    f = f32x4.mul(f, scale);
    g = f32x4.mul(g, scale);
    h = f32x4.mul(h, scale);
  }
  store4(to, a);
  store4(to + 16, b);
  store4(to + 32, c);
  store4(to + 48, d);
  store4(to + 64, e);
  store4(to + 80, f);
  store4(to + 96, g);
  store4(to + 112, h);
}

// @ts-ignore: decorator
@inline
function tapsOf1(at: usize, to: usize, offset: usize, count: usize, table: usize, factor: usize): void {
  let sum: f32 = 0;
  for (; count < table; count += 4) {
    for (const end = offset + (load<usize>(count) << 2); offset < end; offset += 4)
      sum += load<f32>(at + load<usize>(offset));
    sum *= load<f32>(factor);
    factor += 4;
  }
  store<f32>(to, sum);
}
