import { load4, store4 } from './lanes';

/**
 * Four transforms of one length at once, one in each lane: the Stockham stages of `fftRadix.ts`. Element i
 * of the four is the vector at 16 i; real and imaginary parts lie in arrays of their own.
 */

/** y = y · w for one radix-r output, as re and im. */
// @ts-ignore: decorator
@inline
function storeTimes(yr: usize, yi: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  store4(yr, f32x4.sub(f32x4.mul(re, wr), f32x4.mul(im, wi)));
  store4(yi, f32x4.add(f32x4.mul(re, wi), f32x4.mul(im, wr)));
}

// @ts-ignore: decorator
@inline
function twiddle(at: usize): v128 {
  return v128.load_splat<f32>(at);
}

function radix2(xr: usize, xi: usize, yr: usize, yi: usize, parts: usize, stride: usize, twiddles: usize): void {
  const row = stride << 4;
  const gap = parts * row;
  for (let p: usize = 0; p < parts; p++) {
    const wr = twiddle(twiddles + (p << 3));
    const wi = twiddle(twiddles + (p << 3) + 4);
    const start = p * row;
    for (let q: usize = 0; q < row; q += 16) {
      const i = start + q;
      const to = (start << 1) + q;
      const ar = load4(xr + i);
      const ai = load4(xi + i);
      const br = load4(xr + i + gap);
      const bi = load4(xi + i + gap);
      store4(yr + to, f32x4.add(ar, br));
      store4(yi + to, f32x4.add(ai, bi));
      storeTimes(yr + to + row, yi + to + row, f32x4.sub(ar, br), f32x4.sub(ai, bi), wr, wi);
    }
  }
}

function radix3(xr: usize, xi: usize, yr: usize, yi: usize, parts: usize, stride: usize, twiddles: usize): void {
  const row = stride << 4;
  const gap = parts * row;
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.8660254037844386);
  for (let p: usize = 0; p < parts; p++) {
    const w = twiddles + (p << 4);
    const w1r = twiddle(w);
    const w1i = twiddle(w + 4);
    const w2r = twiddle(w + 8);
    const w2i = twiddle(w + 12);
    const start = p * row;
    for (let q: usize = 0; q < row; q += 16) {
      const i = start + q;
      const to = start * 3 + q;
      const ar = load4(xr + i);
      const ai = load4(xi + i);
      const br = load4(xr + i + gap);
      const bi = load4(xi + i + gap);
      const cr = load4(xr + i + gap * 2);
      const ci = load4(xi + i + gap * 2);
      const sr = f32x4.add(br, cr);
      const si = f32x4.add(bi, ci);
      store4(yr + to, f32x4.add(ar, sr));
      store4(yi + to, f32x4.add(ai, si));
      const mr = f32x4.sub(ar, f32x4.mul(half, sr));
      const mi = f32x4.sub(ai, f32x4.mul(half, si));
      // −i sin(2π/3) (b − c)
      const nr = f32x4.mul(sine, f32x4.sub(bi, ci));
      const ni = f32x4.mul(sine, f32x4.sub(cr, br));
      storeTimes(yr + to + row, yi + to + row, f32x4.add(mr, nr), f32x4.add(mi, ni), w1r, w1i);
      storeTimes(yr + to + row * 2, yi + to + row * 2, f32x4.sub(mr, nr), f32x4.sub(mi, ni), w2r, w2i);
    }
  }
}

function radix4(xr: usize, xi: usize, yr: usize, yi: usize, parts: usize, stride: usize, twiddles: usize): void {
  const row = stride << 4;
  const gap = parts * row;
  for (let p: usize = 0; p < parts; p++) {
    const w = twiddles + p * 24;
    const w1r = twiddle(w);
    const w1i = twiddle(w + 4);
    const w2r = twiddle(w + 8);
    const w2i = twiddle(w + 12);
    const w3r = twiddle(w + 16);
    const w3i = twiddle(w + 20);
    const start = p * row;
    for (let q: usize = 0; q < row; q += 16) {
      const i = start + q;
      const to = (start << 2) + q;
      const ar = load4(xr + i);
      const ai = load4(xi + i);
      const br = load4(xr + i + gap);
      const bi = load4(xi + i + gap);
      const cr = load4(xr + i + gap * 2);
      const ci = load4(xi + i + gap * 2);
      const dr = load4(xr + i + gap * 3);
      const di = load4(xi + i + gap * 3);
      const sr = f32x4.add(ar, cr);
      const si = f32x4.add(ai, ci);
      const tr = f32x4.sub(ar, cr);
      const ti = f32x4.sub(ai, ci);
      const ur = f32x4.add(br, dr);
      const ui = f32x4.add(bi, di);
      // −i (b − d)
      const vr = f32x4.sub(bi, di);
      const vi = f32x4.sub(dr, br);
      store4(yr + to, f32x4.add(sr, ur));
      store4(yi + to, f32x4.add(si, ui));
      storeTimes(yr + to + row, yi + to + row, f32x4.add(tr, vr), f32x4.add(ti, vi), w1r, w1i);
      storeTimes(yr + to + row * 2, yi + to + row * 2, f32x4.sub(sr, ur), f32x4.sub(si, ui), w2r, w2i);
      storeTimes(yr + to + row * 3, yi + to + row * 3, f32x4.sub(tr, vr), f32x4.sub(ti, vi), w3r, w3i);
    }
  }
}

/** The last stage, whose twiddles are all 1. */
function lastRadix4(xr: usize, xi: usize, yr: usize, yi: usize, stride: usize): void {
  const gap = stride << 4;
  for (let i: usize = 0; i < gap; i += 16) {
    const ar = load4(xr + i);
    const ai = load4(xi + i);
    const br = load4(xr + i + gap);
    const bi = load4(xi + i + gap);
    const cr = load4(xr + i + gap * 2);
    const ci = load4(xi + i + gap * 2);
    const dr = load4(xr + i + gap * 3);
    const di = load4(xi + i + gap * 3);
    const sr = f32x4.add(ar, cr);
    const si = f32x4.add(ai, ci);
    const tr = f32x4.sub(ar, cr);
    const ti = f32x4.sub(ai, ci);
    const ur = f32x4.add(br, dr);
    const ui = f32x4.add(bi, di);
    const vr = f32x4.sub(bi, di);
    const vi = f32x4.sub(dr, br);
    store4(yr + i, f32x4.add(sr, ur));
    store4(yi + i, f32x4.add(si, ui));
    store4(yr + i + gap, f32x4.add(tr, vr));
    store4(yi + i + gap, f32x4.add(ti, vi));
    store4(yr + i + gap * 2, f32x4.sub(sr, ur));
    store4(yi + i + gap * 2, f32x4.sub(si, ui));
    store4(yr + i + gap * 3, f32x4.sub(tr, vr));
    store4(yi + i + gap * 3, f32x4.sub(ti, vi));
  }
}

/** One radix-8 stage; without twiddles where it is the last. */
// @ts-ignore: decorator
@inline
function radix8(
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  parts: usize,
  stride: usize,
  twiddles: usize,
  last: bool,
): void {
  const row = stride << 4;
  const gap = parts * row;
  const root = f32x4.splat(0.7071067811865476);
  for (let p: usize = 0; p < parts; p++) {
    const w = twiddles + p * 56;
    const start = p * row;
    for (let q: usize = 0; q < row; q += 16) {
      const i = start + q;
      const to = (start << 3) + q;
      const ar = load4(xr + i);
      const ai = load4(xi + i);
      const er = load4(xr + i + gap * 4);
      const ei = load4(xi + i + gap * 4);
      const s0r = f32x4.add(ar, er);
      const s0i = f32x4.add(ai, ei);
      const d0r = f32x4.sub(ar, er);
      const d0i = f32x4.sub(ai, ei);
      const cr = load4(xr + i + gap * 2);
      const ci = load4(xi + i + gap * 2);
      const gr = load4(xr + i + gap * 6);
      const gi = load4(xi + i + gap * 6);
      const s2r = f32x4.add(cr, gr);
      const s2i = f32x4.add(ci, gi);
      // −i (c − g)
      const d2r = f32x4.sub(ci, gi);
      const d2i = f32x4.sub(gr, cr);
      const br = load4(xr + i + gap);
      const bi = load4(xi + i + gap);
      const fr = load4(xr + i + gap * 5);
      const fi = load4(xi + i + gap * 5);
      const s1r = f32x4.add(br, fr);
      const s1i = f32x4.add(bi, fi);
      const d1r = f32x4.sub(br, fr);
      const d1i = f32x4.sub(bi, fi);
      const dr = load4(xr + i + gap * 3);
      const di = load4(xi + i + gap * 3);
      const hr = load4(xr + i + gap * 7);
      const hi = load4(xi + i + gap * 7);
      const s3r = f32x4.add(dr, hr);
      const s3i = f32x4.add(di, hi);
      const d3r = f32x4.sub(dr, hr);
      const d3i = f32x4.sub(di, hi);
      // Even outputs: a transform of length 4 of the sums.
      const u0r = f32x4.add(s0r, s2r);
      const u0i = f32x4.add(s0i, s2i);
      const u1r = f32x4.add(s1r, s3r);
      const u1i = f32x4.add(s1i, s3i);
      put(yr + to, yi + to, f32x4.add(u0r, u1r), f32x4.add(u0i, u1i));
      putTimes(yr, yi, to + row * 4, f32x4.sub(u0r, u1r), f32x4.sub(u0i, u1i), w + 24, last);
      const v0r = f32x4.sub(s0r, s2r);
      const v0i = f32x4.sub(s0i, s2i);
      // −i (s1 − s3)
      const v1r = f32x4.sub(s1i, s3i);
      const v1i = f32x4.sub(s3r, s1r);
      putTimes(yr, yi, to + row * 2, f32x4.add(v0r, v1r), f32x4.add(v0i, v1i), w + 8, last);
      putTimes(yr, yi, to + row * 6, f32x4.sub(v0r, v1r), f32x4.sub(v0i, v1i), w + 40, last);
      // Odd outputs: of the differences, turned by eighths.
      const a0r = f32x4.add(d0r, d2r);
      const a0i = f32x4.add(d0i, d2i);
      const a1r = f32x4.sub(d0r, d2r);
      const a1i = f32x4.sub(d0i, d2i);
      // √½ (1 − i) d1 and √½ (−1 − i) d3
      const e1r = f32x4.mul(root, f32x4.add(d1r, d1i));
      const e1i = f32x4.mul(root, f32x4.sub(d1i, d1r));
      const e3r = f32x4.mul(root, f32x4.sub(d3i, d3r));
      const e3i = f32x4.neg(f32x4.mul(root, f32x4.add(d3r, d3i)));
      const b0r = f32x4.add(e1r, e3r);
      const b0i = f32x4.add(e1i, e3i);
      // −i (e1 − e3)
      const b1r = f32x4.sub(e1i, e3i);
      const b1i = f32x4.sub(e3r, e1r);
      putTimes(yr, yi, to + row, f32x4.add(a0r, b0r), f32x4.add(a0i, b0i), w, last);
      putTimes(yr, yi, to + row * 5, f32x4.sub(a0r, b0r), f32x4.sub(a0i, b0i), w + 32, last);
      putTimes(yr, yi, to + row * 3, f32x4.add(a1r, b1r), f32x4.add(a1i, b1i), w + 16, last);
      putTimes(yr, yi, to + row * 7, f32x4.sub(a1r, b1r), f32x4.sub(a1i, b1i), w + 48, last);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(yr: usize, yi: usize, re: v128, im: v128): void {
  store4(yr, re);
  store4(yi, im);
}

// @ts-ignore: decorator
@inline
function putTimes(yr: usize, yi: usize, at: usize, re: v128, im: v128, w: usize, last: bool): void {
  if (last) put(yr + at, yi + at, re, im);
  else storeTimes(yr + at, yi + at, re, im, twiddle(w), twiddle(w + 4));
}

function innerRadix8(xr: usize, xi: usize, yr: usize, yi: usize, parts: usize, stride: usize, twiddles: usize): void {
  radix8(xr, xi, yr, yi, parts, stride, twiddles, false);
}

function lastRadix8(xr: usize, xi: usize, yr: usize, yi: usize, stride: usize): void {
  radix8(xr, xi, yr, yi, 1, stride, 0, true);
}

function radix5(xr: usize, xi: usize, yr: usize, yi: usize, parts: usize, stride: usize, twiddles: usize): void {
  const row = stride << 4;
  const gap = parts * row;
  const c1 = f32x4.splat(0.30901699437494745);
  const c2 = f32x4.splat(-0.8090169943749475);
  const s1 = f32x4.splat(0.9510565162951535);
  const s2 = f32x4.splat(0.5877852522924731);
  for (let p: usize = 0; p < parts; p++) {
    const w = twiddles + (p << 5);
    const start = p * row;
    for (let q: usize = 0; q < row; q += 16) {
      const i = start + q;
      const to = start * 5 + q;
      const ar = load4(xr + i);
      const ai = load4(xi + i);
      const e1r = load4(xr + i + gap);
      const e1i = load4(xi + i + gap);
      const e4r = load4(xr + i + gap * 4);
      const e4i = load4(xi + i + gap * 4);
      const e2r = load4(xr + i + gap * 2);
      const e2i = load4(xi + i + gap * 2);
      const e3r = load4(xr + i + gap * 3);
      const e3i = load4(xi + i + gap * 3);
      const br = f32x4.add(e1r, e4r);
      const bi = f32x4.add(e1i, e4i);
      const dr = f32x4.sub(e1r, e4r);
      const di = f32x4.sub(e1i, e4i);
      const cr = f32x4.add(e2r, e3r);
      const ci = f32x4.add(e2i, e3i);
      const er = f32x4.sub(e2r, e3r);
      const ei = f32x4.sub(e2i, e3i);
      store4(yr + to, f32x4.add(ar, f32x4.add(br, cr)));
      store4(yi + to, f32x4.add(ai, f32x4.add(bi, ci)));
      const mr = f32x4.add(ar, f32x4.add(f32x4.mul(c1, br), f32x4.mul(c2, cr)));
      const mi = f32x4.add(ai, f32x4.add(f32x4.mul(c1, bi), f32x4.mul(c2, ci)));
      const nr = f32x4.add(ar, f32x4.add(f32x4.mul(c2, br), f32x4.mul(c1, cr)));
      const ni = f32x4.add(ai, f32x4.add(f32x4.mul(c2, bi), f32x4.mul(c1, ci)));
      const sr = f32x4.add(f32x4.mul(s1, di), f32x4.mul(s2, ei));
      const si = f32x4.neg(f32x4.add(f32x4.mul(s1, dr), f32x4.mul(s2, er)));
      const tr = f32x4.sub(f32x4.mul(s2, di), f32x4.mul(s1, ei));
      const ti = f32x4.sub(f32x4.mul(s1, er), f32x4.mul(s2, dr));
      const yr1 = yr + to + row;
      const yi1 = yi + to + row;
      storeTimes(yr1, yi1, f32x4.add(mr, sr), f32x4.add(mi, si), twiddle(w), twiddle(w + 4));
      storeTimes(yr1 + row, yi1 + row, f32x4.add(nr, tr), f32x4.add(ni, ti), twiddle(w + 8), twiddle(w + 12));
      storeTimes(
        yr1 + row * 2,
        yi1 + row * 2,
        f32x4.sub(nr, tr),
        f32x4.sub(ni, ti),
        twiddle(w + 16),
        twiddle(w + 20),
      );
      storeTimes(
        yr1 + row * 3,
        yi1 + row * 3,
        f32x4.sub(mr, sr),
        f32x4.sub(mi, si),
        twiddle(w + 24),
        twiddle(w + 28),
      );
    }
  }
}

/**
 * Transforms what lies at re and im, n vectors each, using the other two as scratch.
 * @param stages count, then radix, parts, stride and byte offset among the twiddles of each stage (i32)
 * @returns whether the result lies in the scratch
 */
export function transform4(re: usize, im: usize, re2: usize, im2: usize, stages: usize, twiddles: usize): bool {
  const count = load<i32>(stages);
  let xr = re;
  let xi = im;
  let yr = re2;
  let yi = im2;
  for (let k = 0; k < count; k++) {
    const stage = stages + 4 + (<usize>k << 4);
    const radix = load<i32>(stage);
    const parts = load<usize>(stage, 4);
    const stride = load<usize>(stage, 8);
    const w = twiddles + load<usize>(stage, 12);
    if (radix == 4 && parts == 1) lastRadix4(xr, xi, yr, yi, stride);
    else if (radix == 8 && parts == 1) lastRadix8(xr, xi, yr, yi, stride);
    else if (radix == 8) innerRadix8(xr, xi, yr, yi, parts, stride, w);
    else if (radix == 4) radix4(xr, xi, yr, yi, parts, stride, w);
    else if (radix == 5) radix5(xr, xi, yr, yi, parts, stride, w);
    else if (radix == 3) radix3(xr, xi, yr, yi, parts, stride, w);
    else radix2(xr, xi, yr, yi, parts, stride, w);
    const tr = xr;
    const ti = xi;
    xr = yr;
    xi = yi;
    yr = tr;
    yi = ti;
  }
  return (count & 1) != 0;
}
