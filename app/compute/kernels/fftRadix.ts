import type { Complex } from './fft.ts';

/**
 * One decimation-in-frequency stage of the Stockham algorithm: with r the radix, for p < `parts`, q < `stride`
 * y[q + stride (r p + k)] = w^{pk} Σ_j x[q + stride (p + parts j)] e^{−2πi jk/r}.
 */
export type Stage = (x: Complex, y: Complex, parts: number, stride: number, twiddles: Complex) => void;

export const radix2: Stage = (x, y, parts, stride, twiddles) => {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const gap = parts * stride;
  for (let p = 0; p < parts; p++) {
    const wr = twiddles.re[p]!;
    const wi = twiddles.im[p]!;
    let to = 2 * p * stride;
    for (let i = p * stride, end = i + stride; i < end; i++, to++) {
      const ar = xr[i]!;
      const ai = xi[i]!;
      const br = xr[i + gap]!;
      const bi = xi[i + gap]!;
      yr[to] = ar + br;
      yi[to] = ai + bi;
      const dr = ar - br;
      const di = ai - bi;
      yr[to + stride] = dr * wr - di * wi;
      yi[to + stride] = dr * wi + di * wr;
    }
  }
};

const sin3 = Math.sqrt(3) / 2;

export const radix3: Stage = (x, y, parts, stride, twiddles) => {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const gap = parts * stride;
  for (let p = 0; p < parts; p++) {
    const w1r = twiddles.re[2 * p]!;
    const w1i = twiddles.im[2 * p]!;
    const w2r = twiddles.re[2 * p + 1]!;
    const w2i = twiddles.im[2 * p + 1]!;
    let to = 3 * p * stride;
    for (let i = p * stride, end = i + stride; i < end; i++, to++) {
      const ar = xr[i]!;
      const ai = xi[i]!;
      const br = xr[i + gap]!;
      const bi = xi[i + gap]!;
      const cr = xr[i + 2 * gap]!;
      const ci = xi[i + 2 * gap]!;
      const sr = br + cr;
      const si = bi + ci;
      yr[to] = ar + sr;
      yi[to] = ai + si;
      const mr = ar - 0.5 * sr;
      const mi = ai - 0.5 * si;
      // −i sin(2π/3) (b − c)
      const nr = sin3 * (bi - ci);
      const ni = -sin3 * (br - cr);
      const ur = mr + nr;
      const ui = mi + ni;
      const vr = mr - nr;
      const vi = mi - ni;
      yr[to + stride] = ur * w1r - ui * w1i;
      yi[to + stride] = ur * w1i + ui * w1r;
      yr[to + 2 * stride] = vr * w2r - vi * w2i;
      yi[to + 2 * stride] = vr * w2i + vi * w2r;
    }
  }
};

export const radix4: Stage = (x, y, parts, stride, twiddles) => {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const gap = parts * stride;
  for (let p = 0; p < parts; p++) {
    const w1r = twiddles.re[3 * p]!;
    const w1i = twiddles.im[3 * p]!;
    const w2r = twiddles.re[3 * p + 1]!;
    const w2i = twiddles.im[3 * p + 1]!;
    const w3r = twiddles.re[3 * p + 2]!;
    const w3i = twiddles.im[3 * p + 2]!;
    let to = 4 * p * stride;
    for (let i = p * stride, end = i + stride; i < end; i++, to++) {
      const ar = xr[i]!;
      const ai = xi[i]!;
      const br = xr[i + gap]!;
      const bi = xi[i + gap]!;
      const cr = xr[i + 2 * gap]!;
      const ci = xi[i + 2 * gap]!;
      const dr = xr[i + 3 * gap]!;
      const di = xi[i + 3 * gap]!;
      const sr = ar + cr;
      const si = ai + ci;
      const tr = ar - cr;
      const ti = ai - ci;
      const ur = br + dr;
      const ui = bi + di;
      // −i (b − d)
      const vr = bi - di;
      const vi = dr - br;
      yr[to] = sr + ur;
      yi[to] = si + ui;
      const e1r = tr + vr;
      const e1i = ti + vi;
      const e2r = sr - ur;
      const e2i = si - ui;
      const e3r = tr - vr;
      const e3i = ti - vi;
      yr[to + stride] = e1r * w1r - e1i * w1i;
      yi[to + stride] = e1r * w1i + e1i * w1r;
      yr[to + 2 * stride] = e2r * w2r - e2i * w2i;
      yi[to + 2 * stride] = e2r * w2i + e2i * w2r;
      yr[to + 3 * stride] = e3r * w3r - e3i * w3i;
      yi[to + 3 * stride] = e3r * w3i + e3i * w3r;
    }
  }
};

const cos5a = Math.cos((2 * Math.PI) / 5);
const cos5b = Math.cos((4 * Math.PI) / 5);
const sin5a = Math.sin((2 * Math.PI) / 5);
const sin5b = Math.sin((4 * Math.PI) / 5);

export const radix5: Stage = (x, y, parts, stride, twiddles) => {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const gap = parts * stride;
  for (let p = 0; p < parts; p++) {
    const w = 4 * p;
    const w1r = twiddles.re[w]!;
    const w1i = twiddles.im[w]!;
    const w2r = twiddles.re[w + 1]!;
    const w2i = twiddles.im[w + 1]!;
    const w3r = twiddles.re[w + 2]!;
    const w3i = twiddles.im[w + 2]!;
    const w4r = twiddles.re[w + 3]!;
    const w4i = twiddles.im[w + 3]!;
    let to = 5 * p * stride;
    for (let i = p * stride, end = i + stride; i < end; i++, to++) {
      const ar = xr[i]!;
      const ai = xi[i]!;
      const br = xr[i + gap]! + xr[i + 4 * gap]!;
      const bi = xi[i + gap]! + xi[i + 4 * gap]!;
      const cr = xr[i + 2 * gap]! + xr[i + 3 * gap]!;
      const ci = xi[i + 2 * gap]! + xi[i + 3 * gap]!;
      const dr = xr[i + gap]! - xr[i + 4 * gap]!;
      const di = xi[i + gap]! - xi[i + 4 * gap]!;
      const er = xr[i + 2 * gap]! - xr[i + 3 * gap]!;
      const ei = xi[i + 2 * gap]! - xi[i + 3 * gap]!;
      yr[to] = ar + br + cr;
      yi[to] = ai + bi + ci;
      const mr = ar + cos5a * br + cos5b * cr;
      const mi = ai + cos5a * bi + cos5b * ci;
      const nr = ar + cos5b * br + cos5a * cr;
      const ni = ai + cos5b * bi + cos5a * ci;
      // −i times these
      const sr = sin5a * di + sin5b * ei;
      const si = -sin5a * dr - sin5b * er;
      const tr = sin5b * di - sin5a * ei;
      const ti = -sin5b * dr + sin5a * er;
      const y1r = mr + sr;
      const y1i = mi + si;
      const y4r = mr - sr;
      const y4i = mi - si;
      const y2r = nr + tr;
      const y2i = ni + ti;
      const y3r = nr - tr;
      const y3i = ni - ti;
      yr[to + stride] = y1r * w1r - y1i * w1i;
      yi[to + stride] = y1r * w1i + y1i * w1r;
      yr[to + 2 * stride] = y2r * w2r - y2i * w2i;
      yi[to + 2 * stride] = y2r * w2i + y2i * w2r;
      yr[to + 3 * stride] = y3r * w3r - y3i * w3i;
      yi[to + 3 * stride] = y3r * w3i + y3i * w3r;
      yr[to + 4 * stride] = y4r * w4r - y4i * w4i;
      yi[to + 4 * stride] = y4r * w4i + y4i * w4r;
    }
  }
};
