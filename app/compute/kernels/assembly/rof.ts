import { leftOf, load4, store4, sumOf } from './lanes';

/**
 * FGP on the dual of ROF, as `rofTwin.ts` in plain TypeScript. Several iterations go through the image
 * together, each one row behind the one before, so that a row is taken from memory once for all of them.
 * A thread works in place on its own rows; of its neighbours' rows it has copies (`rofHalo`) on which it
 * repeats their work, narrower by a row with every iteration.
 */

// One thread's view of the arrays, set by the kernels below: every thread is an instance of its own.
let width: usize = 0;
let height: i32 = 0;
let planeBytes: usize = 0;
let rowBytes: usize = 0;
let firstOwn: i32 = 0;
let endOwn: i32 = 0;
let haloRows: i32 = 0;
let haloBase: usize = 0;
let haloPlane: usize = 0;

/** Where a row of plane `plane` (of all channels' planes) of dual array `index` (px, py, qx, qy) lies. */
// @ts-ignore: decorator
@inline
function dualRow(array: usize, index: i32, plane: i32, row: i32): usize {
  if (row >= firstOwn && row < endOwn) return array + <usize>plane * planeBytes + <usize>row * rowBytes;
  const at = row < firstOwn ? row - firstOwn + haloRows : row - endOwn + haloRows;
  return haloBase + <usize>(4 * plane + index) * haloPlane + <usize>at * rowBytes;
}

function begin(w: i32, h: i32, from: i32, to: i32, levels: i32, halo: usize, channels: i32, thread: i32): void {
  width = <usize>w;
  height = h;
  rowBytes = width << 2;
  planeBytes = rowBytes * <usize>h;
  firstOwn = from;
  endOwn = to;
  haloRows = levels;
  haloPlane = rowBytes * <usize>(2 * levels);
  haloBase = halo + <usize>thread * <usize>(4 * channels) * haloPlane;
}

function copyHalo(array: usize, index: i32, channels: i32): void {
  for (let plane = 0; plane < channels; plane++) {
    const source = array + <usize>plane * planeBytes;
    const target = haloBase + <usize>(4 * plane + index) * haloPlane;
    for (let i = 0; i < haloRows; i++) {
      const above = firstOwn - haloRows + i;
      if (above >= 0) memory.copy(target + <usize>i * rowBytes, source + <usize>above * rowBytes, rowBytes);
      const below = endOwn + i;
      if (below < height)
        memory.copy(target + <usize>(haloRows + i) * rowBytes, source + <usize>below * rowBytes, rowBytes);
    }
  }
}

/** Copies the rows of the neighbours that `rofSweep` will look at; `halo` has 8 · channels · levels rows a thread. */
export function rofHalo(
  px: usize,
  py: usize,
  qx: usize,
  qy: usize,
  halo: usize,
  w: i32,
  h: i32,
  channels: i32,
  levels: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  begin(w, h, from, to, levels, halo, channels, thread);
  copyHalo(px, 0, channels);
  copyHalo(py, 1, channels);
  copyHalo(qx, 2, channels);
  copyHalo(qy, 3, channels);
}

/** u = y + weight · div p of one row; `above` is 0 in the first row. One more element repeats the last. */
function denoise(y: usize, px: usize, py: usize, above: usize, weight: f32, out: usize): void {
  const factor = f32x4.splat(weight);
  const vectors = width & ~3;
  let before = f32x4.splat(0);
  let i: usize = 0;
  if (above != 0) {
    for (; i < vectors; i += 4) {
      const here = load4(px + (i << 2));
      const divergence = f32x4.add(
        f32x4.sub(here, leftOf(before, here)),
        f32x4.sub(load4(py + (i << 2)), load4(above + (i << 2))),
      );
      store4(out + (i << 2), f32x4.add(load4(y + (i << 2)), f32x4.mul(factor, divergence)));
      before = here;
    }
  } else {
    for (; i < vectors; i += 4) {
      const here = load4(px + (i << 2));
      const divergence = f32x4.add(f32x4.sub(here, leftOf(before, here)), load4(py + (i << 2)));
      store4(out + (i << 2), f32x4.add(load4(y + (i << 2)), f32x4.mul(factor, divergence)));
      before = here;
    }
  }
  let left = i > 0 ? f32x4.extract_lane(before, 3) : <f32>0;
  for (; i < width; i++) {
    const here = load<f32>(px + (i << 2));
    const up = above != 0 ? load<f32>(above + (i << 2)) : <f32>0;
    store<f32>(out + (i << 2), load<f32>(y + (i << 2)) + weight * (here - left + load<f32>(py + (i << 2)) - up));
    left = here;
  }
  store<f32>(out + (width << 2), load<f32>(out + ((width - 1) << 2)));
}

/** The projected step and the momentum of one row of one channel; `u` and `below` as `denoise` leaves them. */
function ascend1(
  u: usize,
  below: usize,
  px: usize,
  py: usize,
  qx: usize,
  qy: usize,
  step: f32,
  momentum: f32,
): void {
  const vectors = width & ~3;
  const s = f32x4.splat(step);
  const m = f32x4.splat(momentum);
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < vectors; i += 4) {
    const here = load4(u + (i << 2));
    const tx = f32x4.add(load4(qx + (i << 2)), f32x4.mul(s, f32x4.sub(load4(u + (i << 2) + 4), here)));
    const ty = f32x4.add(load4(qy + (i << 2)), f32x4.mul(s, f32x4.sub(load4(below + (i << 2)), here)));
    const squared = f32x4.add(f32x4.mul(tx, tx), f32x4.mul(ty, ty));
    const factor = f32x4.div(one, f32x4.sqrt(f32x4.max(one, squared)));
    const nx = f32x4.mul(tx, factor);
    const ny = f32x4.mul(ty, factor);
    store4(qx + (i << 2), f32x4.add(nx, f32x4.mul(m, f32x4.sub(nx, load4(px + (i << 2))))));
    store4(qy + (i << 2), f32x4.add(ny, f32x4.mul(m, f32x4.sub(ny, load4(py + (i << 2))))));
    store4(px + (i << 2), nx);
    store4(py + (i << 2), ny);
  }
  for (; i < width; i++) {
    const at = i << 2;
    const here = load<f32>(u + at);
    const tx = load<f32>(qx + at) + step * (load<f32>(u + at + 4) - here);
    const ty = load<f32>(qy + at) + step * (load<f32>(below + at) - here);
    const factor = <f32>1 / sqrt<f32>(max<f32>(1, tx * tx + ty * ty));
    move(px, py, qx, qy, at, tx * factor, ty * factor, momentum);
  }
}

// @ts-ignore: decorator
@inline
function move(px: usize, py: usize, qx: usize, qy: usize, at: usize, nx: f32, ny: f32, momentum: f32): void {
  store<f32>(qx + at, nx + momentum * (nx - load<f32>(px + at)));
  store<f32>(qy + at, ny + momentum * (ny - load<f32>(py + at)));
  store<f32>(px + at, nx);
  store<f32>(py + at, ny);
}

// @ts-ignore: decorator
@inline
function move4(p: usize, q: usize, n: v128, m: v128): void {
  store4(q, f32x4.add(n, f32x4.mul(m, f32x4.sub(n, load4(p)))));
  store4(p, n);
}

/** The same for three channels with one norm; rows of channel c lie `uBytes` resp. in `rows` apart. */
function ascend3(u: usize, below: usize, uBytes: usize, rows: usize, step: f32, momentum: f32): void {
  const u1 = u + uBytes;
  const u2 = u1 + uBytes;
  const b1 = below + uBytes;
  const b2 = b1 + uBytes;
  const px0 = load<usize>(rows, 0);
  const py0 = load<usize>(rows, 4);
  const qx0 = load<usize>(rows, 8);
  const qy0 = load<usize>(rows, 12);
  const px1 = load<usize>(rows, 16);
  const py1 = load<usize>(rows, 20);
  const qx1 = load<usize>(rows, 24);
  const qy1 = load<usize>(rows, 28);
  const px2 = load<usize>(rows, 32);
  const py2 = load<usize>(rows, 36);
  const qx2 = load<usize>(rows, 40);
  const qy2 = load<usize>(rows, 44);
  const vectors = width & ~3;
  const s = f32x4.splat(step);
  const m = f32x4.splat(momentum);
  const one = f32x4.splat(1);
  let i: usize = 0;
  for (; i < vectors; i += 4) {
    const at = i << 2;
    const h0 = load4(u + at);
    const h1 = load4(u1 + at);
    const h2 = load4(u2 + at);
    const tx0 = f32x4.add(load4(qx0 + at), f32x4.mul(s, f32x4.sub(load4(u + at + 4), h0)));
    const ty0 = f32x4.add(load4(qy0 + at), f32x4.mul(s, f32x4.sub(load4(below + at), h0)));
    const tx1 = f32x4.add(load4(qx1 + at), f32x4.mul(s, f32x4.sub(load4(u1 + at + 4), h1)));
    const ty1 = f32x4.add(load4(qy1 + at), f32x4.mul(s, f32x4.sub(load4(b1 + at), h1)));
    const tx2 = f32x4.add(load4(qx2 + at), f32x4.mul(s, f32x4.sub(load4(u2 + at + 4), h2)));
    const ty2 = f32x4.add(load4(qy2 + at), f32x4.mul(s, f32x4.sub(load4(b2 + at), h2)));
    const squared = f32x4.add(
      f32x4.add(
        f32x4.add(f32x4.mul(tx0, tx0), f32x4.mul(ty0, ty0)),
        f32x4.add(f32x4.mul(tx1, tx1), f32x4.mul(ty1, ty1)),
      ),
      f32x4.add(f32x4.mul(tx2, tx2), f32x4.mul(ty2, ty2)),
    );
    const factor = f32x4.div(one, f32x4.sqrt(f32x4.max(one, squared)));
    move4(px0 + at, qx0 + at, f32x4.mul(tx0, factor), m);
    move4(py0 + at, qy0 + at, f32x4.mul(ty0, factor), m);
    move4(px1 + at, qx1 + at, f32x4.mul(tx1, factor), m);
    move4(py1 + at, qy1 + at, f32x4.mul(ty1, factor), m);
    move4(px2 + at, qx2 + at, f32x4.mul(tx2, factor), m);
    move4(py2 + at, qy2 + at, f32x4.mul(ty2, factor), m);
  }
  for (; i < width; i++) {
    const at = i << 2;
    const h0 = load<f32>(u + at);
    const h1 = load<f32>(u1 + at);
    const h2 = load<f32>(u2 + at);
    const tx0 = load<f32>(qx0 + at) + step * (load<f32>(u + at + 4) - h0);
    const ty0 = load<f32>(qy0 + at) + step * (load<f32>(below + at) - h0);
    const tx1 = load<f32>(qx1 + at) + step * (load<f32>(u1 + at + 4) - h1);
    const ty1 = load<f32>(qy1 + at) + step * (load<f32>(b1 + at) - h1);
    const tx2 = load<f32>(qx2 + at) + step * (load<f32>(u2 + at + 4) - h2);
    const ty2 = load<f32>(qy2 + at) + step * (load<f32>(b2 + at) - h2);
    const squared = tx0 * tx0 + ty0 * ty0 + tx1 * tx1 + ty1 * ty1 + tx2 * tx2 + ty2 * ty2;
    const factor = <f32>1 / sqrt<f32>(max<f32>(1, squared));
    move(px0, py0, qx0, qy0, at, tx0 * factor, ty0 * factor, momentum);
    move(px1, py1, qx1, qy1, at, tx1 * factor, ty1 * factor, momentum);
    move(px2, py2, qx2, qy2, at, tx2 * factor, ty2 * factor, momentum);
  }
}

/** u of row `row`, all channels, into `out`, from the dual (x, y) with indices `first` and `first + 1`. */
function denoiseRow(
  y: usize,
  x: usize,
  v: usize,
  first: i32,
  channels: i32,
  row: i32,
  weight: f32,
  out: usize,
  uBytes: usize,
): void {
  for (let c = 0; c < channels; c++)
    denoise(
      y + <usize>c * planeBytes + <usize>row * rowBytes,
      dualRow(x, first, c, row),
      dualRow(v, first + 1, c, row),
      row > 0 ? dualRow(v, first + 1, c, row - 1) : 0,
      weight,
      out + <usize>c * uBytes,
    );
}

/**
 * `levels` iterations over rows [from, to).
 * @param scratch two rows of width + 8 floats a channel, level and thread; then 64 bytes a thread
 * @param momenta one float a level
 */
export function rofSweep(
  y: usize,
  px: usize,
  py: usize,
  qx: usize,
  qy: usize,
  halo: usize,
  scratch: usize,
  momenta: usize,
  w: i32,
  h: i32,
  channels: i32,
  levels: i32,
  weight: f32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  begin(w, h, from, to, levels, halo, channels, thread);
  const step = <f32>(1 / (8 * <f64>weight));
  const uBytes = rowBytes + 32;
  const levelBytes = (<usize>channels * uBytes) << 1;
  const own = scratch + <usize>thread * (<usize>levels * levelBytes + 64);
  const rows = own + <usize>levels * levelBytes;
  // Level k goes through the rows [from − (levels − 1 − k), to + (levels − 1 − k)) that the image has.
  const start = from - levels + 1;
  const end = to + 2 * levels;
  for (let ahead = start; ahead < end; ahead++) {
    for (let level = 0; level < levels; level++) {
      const reach = levels - 1 - level;
      const first = max(0, from - reach);
      const last = min(h, to + reach) - 1;
      const row = ahead - level;
      if (row < first || row > last) continue;
      const here = own + <usize>level * levelBytes + <usize>(row & 1) * (levelBytes >> 1);
      const below = own + <usize>level * levelBytes + <usize>((row + 1) & 1) * (levelBytes >> 1);
      if (row == first) denoiseRow(y, qx, qy, 2, channels, row, weight, here, uBytes);
      if (row + 1 < h) denoiseRow(y, qx, qy, 2, channels, row + 1, weight, below, uBytes);
      const under = row + 1 < h ? below : here;
      const momentum = load<f32>(momenta + (<usize>level << 2));
      if (channels == 1) {
        ascend1(
          here,
          under,
          dualRow(px, 0, 0, row),
          dualRow(py, 1, 0, row),
          dualRow(qx, 2, 0, row),
          dualRow(qy, 3, 0, row),
          step,
          momentum,
        );
      } else {
        for (let c = 0; c < 3; c++) {
          const at = rows + 16 * <usize>c;
          store<usize>(at, dualRow(px, 0, c, row), 0);
          store<usize>(at, dualRow(py, 1, c, row), 4);
          store<usize>(at, dualRow(qx, 2, c, row), 8);
          store<usize>(at, dualRow(qy, 3, c, row), 12);
        }
        ascend3(here, under, uBytes, rows, step, momentum);
      }
    }
  }
}

/** x(p) = y + weight · div p. @param units planes × rows */
export function rofSolution(
  y: usize,
  px: usize,
  py: usize,
  out: usize,
  scratch: usize,
  w: i32,
  h: i32,
  weight: f32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  begin(w, h, 0, h, 0, 0, 0, thread);
  const row = scratch + <usize>thread * (rowBytes + 32);
  for (let unit = from; unit < to; unit++) {
    const at = <usize>unit * rowBytes;
    denoise(y + at, px + at, py + at, unit % h > 0 ? py + at - rowBytes : 0, weight, row);
    memory.copy(out + at, row, rowBytes);
  }
}

/**
 * What the duality gap is made of, over rows [from, to): Σ (x − y)², Σ |∇x| and Σ max(0, |∇x| − p·∇x) at
 * x = x(p), as three doubles of the thread's own at `sums`.
 * @param scratch 2 rows of width + 8 floats a channel and thread
 */
export function rofGap(
  y: usize,
  px: usize,
  py: usize,
  scratch: usize,
  sums: usize,
  w: i32,
  h: i32,
  channels: i32,
  weight: f32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  begin(w, h, 0, h, 0, 0, channels, thread);
  const uBytes = rowBytes + 32;
  const half = <usize>channels * uBytes;
  const own = scratch + <usize>thread * 2 * half;
  let fidelity: f64 = 0;
  let variation: f64 = 0;
  let slack: f64 = 0;
  denoiseRow(y, px, py, 0, channels, from, weight, own + <usize>(from & 1) * half, uBytes);
  for (let row = from; row < to; row++) {
    const here = own + <usize>(row & 1) * half;
    const next = own + <usize>((row + 1) & 1) * half;
    if (row + 1 < h) denoiseRow(y, px, py, 0, channels, row + 1, weight, next, uBytes);
    const below = row + 1 < h ? next : here;
    const start = <usize>row * rowBytes;
    let squares = f32x4.splat(0);
    let lengths = f32x4.splat(0);
    let slacks = f32x4.splat(0);
    const vectors = width & ~3;
    let i: usize = 0;
    for (; i < vectors; i += 4) {
      let norm = f32x4.splat(0);
      let product = f32x4.splat(0);
      for (let c: usize = 0; c < <usize>channels; c++) {
        const at = c * uBytes + (i << 2);
        const from = start + c * planeBytes + (i << 2);
        const x = load4(here + at);
        const dx = f32x4.sub(load4(here + at + 4), x);
        const dy = f32x4.sub(load4(below + at), x);
        norm = f32x4.add(norm, f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)));
        product = f32x4.add(
          product,
          f32x4.add(f32x4.mul(load4(px + from), dx), f32x4.mul(load4(py + from), dy)),
        );
        const difference = f32x4.sub(x, load4(y + from));
        squares = f32x4.add(squares, f32x4.mul(difference, difference));
      }
      const length = f32x4.sqrt(norm);
      lengths = f32x4.add(lengths, length);
      slacks = f32x4.add(slacks, f32x4.max(f32x4.splat(0), f32x4.sub(length, product)));
    }
    fidelity += sumOf(squares);
    variation += sumOf(lengths);
    slack += sumOf(slacks);
    for (; i < width; i++) {
      let norm: f32 = 0;
      let product: f32 = 0;
      for (let c: usize = 0; c < <usize>channels; c++) {
        const at = c * uBytes + (i << 2);
        const from = start + c * planeBytes + (i << 2);
        const x = load<f32>(here + at);
        const dx = load<f32>(here + at + 4) - x;
        const dy = load<f32>(below + at) - x;
        norm += dx * dx + dy * dy;
        product += load<f32>(px + from) * dx + load<f32>(py + from) * dy;
        const difference = x - load<f32>(y + from);
        fidelity += <f64>(difference * difference);
      }
      const length = sqrt<f32>(norm);
      variation += <f64>length;
      slack += <f64>max<f32>(0, length - product);
    }
  }
  store<f64>(sums + 24 * <usize>thread, fidelity, 0);
  store<f64>(sums + 24 * <usize>thread, variation, 8);
  store<f64>(sums + 24 * <usize>thread, slack, 16);
}
