import { transform4 } from './fft';
import { load4, store4 } from './lanes';
import { transposeTo, transposeToRows } from './transpose';

/**
 * The passes of the real two-dimensional transform of `fft2.ts`. Rows go eight at a time: two real rows make
 * one complex sequence, four of these fill the lanes. Columns go sixteen at a time, a line of the cache wide.
 */

/** One vector to four rows that lie `gap` apart. */
// @ts-ignore: decorator
@inline
function scatter(to: usize, gap: usize, v: v128): void {
  store<f32>(to, f32x4.extract_lane(v, 0));
  store<f32>(to + gap, f32x4.extract_lane(v, 1));
  store<f32>(to + gap * 2, f32x4.extract_lane(v, 2));
  store<f32>(to + gap * 3, f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function gather(at: usize, gap: usize): v128 {
  return f32x4(load<f32>(at), load<f32>(at + gap), load<f32>(at + gap * 2), load<f32>(at + gap * 3));
}

/** Where the eight rows of a unit begin: the last unit overlaps its neighbour rather than being short. */
// @ts-ignore: decorator
@inline
function firstRow(unit: i32, height: i32): usize {
  return <usize>min(unit * 8, height - 8);
}

/** @param scratch 16 · width floats a thread; units are eight rows, the height at least that */
export function fftRowsForward(
  plane: usize,
  re: usize,
  im: usize,
  stages: usize,
  twiddles: usize,
  scratch: usize,
  scratchFloats: i32,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const n = <usize>width;
  const columns = (n >> 1) + 1;
  const own = scratch + (<usize>(scratchFloats * thread) << 2);
  const bytes = n << 4;
  const half = f32x4.splat(0.5);
  for (let unit = from; unit < to; unit++) {
    const row = firstRow(unit, height);
    const input = plane + ((row * n) << 2);
    const odd = n << 2;
    const gap = n << 3;
    const vectors = n & ~3;
    let x: usize = 0;
    for (; x < vectors; x += 4) {
      const at = input + (x << 2);
      const out = own + (x << 4);
      transposeTo(out, load4(at), load4(at + gap), load4(at + gap * 2), load4(at + gap * 3));
      const at2 = at + odd;
      transposeTo(out + bytes, load4(at2), load4(at2 + gap), load4(at2 + gap * 2), load4(at2 + gap * 3));
    }
    for (; x < n; x++) {
      const at = input + (x << 2);
      store4(own + (x << 4), gather(at, gap));
      store4(own + bytes + (x << 4), gather(at + odd, gap));
    }
    const moved = transform4(own, own + bytes, own + bytes * 2, own + bytes * 3, stages, twiddles);
    const zr = moved ? own + bytes * 2 : own;
    const zi = zr + bytes;
    const outRe = re + ((row * columns) << 2);
    const outIm = im + ((row * columns) << 2);
    const oddOut = columns << 2;
    const gapOut = columns << 3;
    let u: usize = 0;
    // Column 0 is its own mirror image, so the vectors begin at 1.
    untangle(zr, zi, 0, 0, outRe, outIm, oddOut, gapOut, half);
    for (u = 1; u + 4 <= columns; u += 4) {
      const a = u << 4;
      const m = (n - u) << 4;
      const zr0 = load4(zr + a);
      const zr1 = load4(zr + a + 16);
      const zr2 = load4(zr + a + 32);
      const zr3 = load4(zr + a + 48);
      const mr0 = load4(zr + m);
      const mr1 = load4(zr + m - 16);
      const mr2 = load4(zr + m - 32);
      const mr3 = load4(zr + m - 48);
      const zi0 = load4(zi + a);
      const zi1 = load4(zi + a + 16);
      const zi2 = load4(zi + a + 32);
      const zi3 = load4(zi + a + 48);
      const mi0 = load4(zi + m);
      const mi1 = load4(zi + m - 16);
      const mi2 = load4(zi + m - 32);
      const mi3 = load4(zi + m - 48);
      const at = u << 2;
      transposeToRows(
        outRe + at,
        gapOut,
        f32x4.mul(half, f32x4.add(zr0, mr0)),
        f32x4.mul(half, f32x4.add(zr1, mr1)),
        f32x4.mul(half, f32x4.add(zr2, mr2)),
        f32x4.mul(half, f32x4.add(zr3, mr3)),
      );
      transposeToRows(
        outIm + at,
        gapOut,
        f32x4.mul(half, f32x4.sub(zi0, mi0)),
        f32x4.mul(half, f32x4.sub(zi1, mi1)),
        f32x4.mul(half, f32x4.sub(zi2, mi2)),
        f32x4.mul(half, f32x4.sub(zi3, mi3)),
      );
      transposeToRows(
        outRe + oddOut + at,
        gapOut,
        f32x4.mul(half, f32x4.add(zi0, mi0)),
        f32x4.mul(half, f32x4.add(zi1, mi1)),
        f32x4.mul(half, f32x4.add(zi2, mi2)),
        f32x4.mul(half, f32x4.add(zi3, mi3)),
      );
      transposeToRows(
        outIm + oddOut + at,
        gapOut,
        f32x4.mul(half, f32x4.sub(mr0, zr0)),
        f32x4.mul(half, f32x4.sub(mr1, zr1)),
        f32x4.mul(half, f32x4.sub(mr2, zr2)),
        f32x4.mul(half, f32x4.sub(mr3, zr3)),
      );
    }
    for (; u < columns; u++) untangle(zr, zi, u, n - u, outRe, outIm, oddOut, gapOut, half);
  }
}

/** One column of the two rows of each sequence. */
function untangle(
  zr: usize,
  zi: usize,
  u: usize,
  mirrored: usize,
  outRe: usize,
  outIm: usize,
  odd: usize,
  gap: usize,
  half: v128,
): void {
  const r = load4(zr + (u << 4));
  const i = load4(zi + (u << 4));
  const mr = load4(zr + (mirrored << 4));
  const mi = load4(zi + (mirrored << 4));
  const at = u << 2;
  scatter(outRe + at, gap, f32x4.mul(half, f32x4.add(r, mr)));
  scatter(outIm + at, gap, f32x4.mul(half, f32x4.sub(i, mi)));
  scatter(outRe + odd + at, gap, f32x4.mul(half, f32x4.add(i, mi)));
  scatter(outIm + odd + at, gap, f32x4.mul(half, f32x4.sub(mr, r)));
}

/** The way back, divided by width · height. */
export function fftRowsInverse(
  re: usize,
  im: usize,
  plane: usize,
  stages: usize,
  twiddles: usize,
  scratch: usize,
  scratchFloats: i32,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const n = <usize>width;
  const columns = (n >> 1) + 1;
  const own = scratch + (<usize>(scratchFloats * thread) << 2);
  const bytes = n << 4;
  const zr = own;
  const zi = own + bytes;
  const scale = f32x4.splat(<f32>(1 / (<f64>width * <f64>height)));
  for (let unit = from; unit < to; unit++) {
    const row = firstRow(unit, height);
    const inRe = re + ((row * columns) << 2);
    const inIm = im + ((row * columns) << 2);
    const oddIn = columns << 2;
    const gapIn = columns << 3;
    entangle(inRe, inIm, oddIn, gapIn, 0, 0, zr, zi);
    let u: usize = 1;
    // Four columns through the end of the buffers, where nothing lies yet.
    const staging = own + bytes * 2;
    for (; u + 4 <= columns; u += 4) {
      const r = inRe + (u << 2);
      const i = inIm + (u << 2);
      transposeTo(staging, load4(r), load4(r + gapIn), load4(r + gapIn * 2), load4(r + gapIn * 3));
      transposeTo(staging + 64, load4(i), load4(i + gapIn), load4(i + gapIn * 2), load4(i + gapIn * 3));
      const r2 = r + oddIn;
      const i2 = i + oddIn;
      transposeTo(staging + 128, load4(r2), load4(r2 + gapIn), load4(r2 + gapIn * 2), load4(r2 + gapIn * 3));
      transposeTo(staging + 192, load4(i2), load4(i2 + gapIn), load4(i2 + gapIn * 2), load4(i2 + gapIn * 3));
      for (let k: usize = 0; k < 4; k++) {
        const s = staging + (k << 4);
        place(load4(s), load4(s + 64), load4(s + 128), load4(s + 192), u + k, n - u - k, zr, zi);
      }
    }
    for (; u < columns; u++) entangle(inRe, inIm, oddIn, gapIn, u, n - u, zr, zi);
    // Exchanging re and im turns the forward transform into the inverse.
    const moved = transform4(zi, zr, own + bytes * 3, own + bytes * 2, stages, twiddles);
    const yr = moved ? own + bytes * 2 : zr;
    const yi = yr + bytes;
    const output = plane + ((row * n) << 2);
    const odd = n << 2;
    const gap = n << 3;
    const vectors = n & ~3;
    let x: usize = 0;
    for (; x < vectors; x += 4) {
      const a = x << 4;
      transposeToRows(
        output + (x << 2),
        gap,
        f32x4.mul(scale, load4(yr + a)),
        f32x4.mul(scale, load4(yr + a + 16)),
        f32x4.mul(scale, load4(yr + a + 32)),
        f32x4.mul(scale, load4(yr + a + 48)),
      );
      transposeToRows(
        output + odd + (x << 2),
        gap,
        f32x4.mul(scale, load4(yi + a)),
        f32x4.mul(scale, load4(yi + a + 16)),
        f32x4.mul(scale, load4(yi + a + 32)),
        f32x4.mul(scale, load4(yi + a + 48)),
      );
    }
    for (; x < n; x++) {
      scatter(output + (x << 2), gap, f32x4.mul(scale, load4(yr + (x << 4))));
      scatter(output + odd + (x << 2), gap, f32x4.mul(scale, load4(yi + (x << 4))));
    }
  }
}

/** Columns u and −u of P + i Q, from column u of P (even rows) and Q (odd ones). */
// @ts-ignore: decorator
@inline
function place(pr: v128, pi: v128, qr: v128, qi: v128, u: usize, mirrored: usize, zr: usize, zi: usize): void {
  store4(zr + (mirrored << 4), f32x4.add(pr, qi));
  store4(zi + (mirrored << 4), f32x4.sub(qr, pi));
  store4(zr + (u << 4), f32x4.sub(pr, qi));
  store4(zi + (u << 4), f32x4.add(pi, qr));
}

function entangle(
  inRe: usize,
  inIm: usize,
  odd: usize,
  gap: usize,
  u: usize,
  mirrored: usize,
  zr: usize,
  zi: usize,
): void {
  const at = u << 2;
  place(
    gather(inRe + at, gap),
    gather(inIm + at, gap),
    gather(inRe + odd + at, gap),
    gather(inIm + odd + at, gap),
    u,
    mirrored,
    zr,
    zi,
  );
}

/** In place; with re and im exchanged, the inverse. Units are sixteen columns. @param scratch 40 · height floats a thread */
export function fftColumns(
  re: usize,
  im: usize,
  stages: usize,
  twiddles: usize,
  scratch: usize,
  scratchFloats: i32,
  columns: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const n = <usize>height;
  const bytes = n << 4;
  const pitch = <usize>columns << 2;
  const own = scratch + (<usize>(scratchFloats * thread) << 2);
  const other = own + bytes * 8;
  for (let unit = from; unit < to; unit++) {
    const left = <usize>unit << 6;
    const wide = min(16, columns - unit * 16);
    readStrip(re + left, im + left, pitch, own, n, wide);
    for (let g = 0; g < (wide + 3) >> 2; g++) {
      const at = own + bytes * <usize>(2 * g);
      if (transform4(at, at + bytes, other, other + bytes, stages, twiddles)) memory.copy(at, other, bytes * 2);
    }
    writeStrip(re + left, im + left, pitch, own, n, wide);
  }
}

/**
 * Forward, times (hr, sign · hi), and back, unnormalised; in place, units and scratch as above. What the strip
 * holds goes through all three before it leaves the cache.
 */
export function fftColumnsFilter(
  re: usize,
  im: usize,
  hr: usize,
  hi: usize,
  stages: usize,
  twiddles: usize,
  scratch: usize,
  scratchFloats: i32,
  columns: i32,
  height: i32,
  sign: f32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const n = <usize>height;
  const bytes = n << 4;
  const pitch = <usize>columns << 2;
  const own = scratch + (<usize>(scratchFloats * thread) << 2);
  const other = own + bytes * 8;
  const s = f32x4.splat(sign);
  for (let unit = from; unit < to; unit++) {
    const left = <usize>unit << 6;
    const wide = min(16, columns - unit * 16);
    readStrip(re + left, im + left, pitch, own, n, wide);
    for (let g = 0; g < (wide + 3) >> 2; g++) {
      const at = own + bytes * <usize>(2 * g);
      const moved = transform4(at, at + bytes, other, other + bytes, stages, twiddles);
      const zr = moved ? other : at;
      const zi = zr + bytes;
      const column = left + (<usize>g << 4);
      for (let y: usize = 0; y < n; y++) {
        const k = y << 4;
        // Beyond the last column lies the next row, beyond the last row the gap after each allocation: lanes not used.
        const f = y * pitch + column;
        const fr = load4(hr + f);
        const fi = f32x4.mul(s, load4(hi + f));
        const xr = load4(zr + k);
        const xi = load4(zi + k);
        store4(zr + k, f32x4.sub(f32x4.mul(xr, fr), f32x4.mul(xi, fi)));
        store4(zi + k, f32x4.add(f32x4.mul(xr, fi), f32x4.mul(xi, fr)));
      }
      // As many stages again, with re and im exchanged, end where the strip began.
      if (moved) transform4(zi, zr, at + bytes, at, stages, twiddles);
      else transform4(zi, zr, other + bytes, other, stages, twiddles);
    }
    writeStrip(re + left, im + left, pitch, own, n, wide);
  }
}

/** Up to sixteen columns of n rows, as four arrays of vectors each for re and im. */
function readStrip(re: usize, im: usize, pitch: usize, own: usize, n: usize, wide: i32): void {
  const bytes = n << 4;
  const whole = <usize>(wide >> 2);
  const rest = <usize>(wide & 3);
  for (let y: usize = 0; y < n; y++) {
    let at = own + (y << 4);
    for (let g: usize = 0; g < whole; g++) {
      store4(at, load4(re + (g << 4)));
      store4(at + bytes, load4(im + (g << 4)));
      at += bytes << 1;
    }
    for (let k: usize = 0; k < rest; k++) {
      const from = (whole << 4) + (k << 2);
      store<f32>(at + (k << 2), load<f32>(re + from));
      store<f32>(at + bytes + (k << 2), load<f32>(im + from));
    }
    re += pitch;
    im += pitch;
  }
}

function writeStrip(re: usize, im: usize, pitch: usize, own: usize, n: usize, wide: i32): void {
  const bytes = n << 4;
  const whole = <usize>(wide >> 2);
  const rest = <usize>(wide & 3);
  for (let y: usize = 0; y < n; y++) {
    let at = own + (y << 4);
    for (let g: usize = 0; g < whole; g++) {
      store4(re + (g << 4), load4(at));
      store4(im + (g << 4), load4(at + bytes));
      at += bytes << 1;
    }
    for (let k: usize = 0; k < rest; k++) {
      const to = (whole << 4) + (k << 2);
      store<f32>(re + to, load<f32>(at + (k << 2)));
      store<f32>(im + to, load<f32>(at + bytes + (k << 2)));
    }
    re += pitch;
    im += pitch;
  }
}
