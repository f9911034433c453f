import { load4, store4, sumOf } from './lanes';

/** Loops over elements; units are blocks of 1,024 of them. */

// @ts-ignore: decorator
@inline
function startOf(block: i32): usize {
  return <usize>block << 12;
}

// @ts-ignore: decorator
@inline
function endOf(block: i32, length: i32): usize {
  return min(<usize>block << 12, <usize>length << 2);
}

/** x = 0. */
export function clear(x: usize, length: i32, from: i32, to: i32, thread: i32): void {
  const start = startOf(from);
  memory.fill(x + start, 0, endOf(to, length) - start);
}

/** out = a x + b y. */
export function combine(
  x: usize,
  y: usize,
  out: usize,
  a: f32,
  b: f32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const end = endOf(to, length);
  const va = f32x4.splat(a);
  const vb = f32x4.splat(b);
  let i = startOf(from);
  for (; i + 16 <= end; i += 16)
    store4(out + i, f32x4.add(f32x4.mul(va, load4(x + i)), f32x4.mul(vb, load4(y + i))));
  for (; i < end; i += 4) store<f32>(out + i, a * load<f32>(x + i) + b * load<f32>(y + i));
}

/** Σ x y, summed in double precision per block; a double of the thread's own at `sums`. */
export function dot(x: usize, y: usize, sums: usize, length: i32, from: i32, to: i32, thread: i32): void {
  let total: f64 = 0;
  for (let block = from; block < to; block++) {
    const end = endOf(block + 1, length);
    let sum = f32x4.splat(0);
    let i = startOf(block);
    for (; i + 16 <= end; i += 16) sum = f32x4.add(sum, f32x4.mul(load4(x + i), load4(y + i)));
    total += sumOf(sum);
    for (; i < end; i += 4) total += <f64>load<f32>(x + i) * <f64>load<f32>(y + i);
  }
  store<f64>(sums + (<usize>thread << 3), total);
}

/** Σ (x − y)², as `dot`. */
export function distanceSquared(
  x: usize,
  y: usize,
  sums: usize,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  let total: f64 = 0;
  for (let block = from; block < to; block++) {
    const end = endOf(block + 1, length);
    let sum = f32x4.splat(0);
    let i = startOf(block);
    for (; i + 16 <= end; i += 16) {
      const difference = f32x4.sub(load4(x + i), load4(y + i));
      sum = f32x4.add(sum, f32x4.mul(difference, difference));
    }
    total += sumOf(sum);
    for (; i < end; i += 4) {
      const difference = <f64>load<f32>(x + i) - <f64>load<f32>(y + i);
      total += difference * difference;
    }
  }
  store<f64>(sums + (<usize>thread << 3), total);
}

/** (re, im) ← (re, im) · (hr, sign · hi). */
export function multiplySpectrum(
  re: usize,
  im: usize,
  hr: usize,
  hi: usize,
  sign: f32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const end = endOf(to, length);
  const s = f32x4.splat(sign);
  let i = startOf(from);
  for (; i + 16 <= end; i += 16) {
    const xr = load4(re + i);
    const xi = load4(im + i);
    const fr = load4(hr + i);
    const fi = f32x4.mul(s, load4(hi + i));
    store4(re + i, f32x4.sub(f32x4.mul(xr, fr), f32x4.mul(xi, fi)));
    store4(im + i, f32x4.add(f32x4.mul(xr, fi), f32x4.mul(xi, fr)));
  }
  for (; i < end; i += 4) {
    const xr = load<f32>(re + i);
    const xi = load<f32>(im + i);
    const fr = load<f32>(hr + i);
    const fi = sign * load<f32>(hi + i);
    store<f32>(re + i, xr * fr - xi * fi);
    store<f32>(im + i, xr * fi + xi * fr);
  }
}

/** (re, im) ← (re, −im) / (re² + im² + strength · ratio). */
export function wienerFilter(
  re: usize,
  im: usize,
  ratio: usize,
  strength: f32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const end = endOf(to, length);
  const s = f32x4.splat(strength);
  const one = f32x4.splat(1);
  let i = startOf(from);
  for (; i + 16 <= end; i += 16) {
    const hr = load4(re + i);
    const hi = load4(im + i);
    const power = f32x4.add(f32x4.mul(hr, hr), f32x4.mul(hi, hi));
    const scale = f32x4.div(one, f32x4.add(power, f32x4.mul(s, load4(ratio + i))));
    store4(re + i, f32x4.mul(scale, hr));
    store4(im + i, f32x4.neg(f32x4.mul(scale, hi)));
  }
  for (; i < end; i += 4) {
    const hr = load<f32>(re + i);
    const hi = load<f32>(im + i);
    const scale = <f32>1 / (hr * hr + hi * hi + strength * load<f32>(ratio + i));
    store<f32>(re + i, scale * hr);
    store<f32>(im + i, -scale * hi);
  }
}

/** ratio[v, u] = scale · (fx² + fy²), f in cycles a pixel, on the half spectrum; units are its rows. */
export function noiseToSignal(
  ratio: usize,
  scale: f32,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const columns = (width >> 1) + 1;
  const across = <f32>1 / <f32>width;
  for (let v = from; v < to; v++) {
    const fy = <f32>min(v, height - v) / <f32>height;
    const row = ratio + ((<usize>v * <usize>columns) << 2);
    for (let u = 0; u < columns; u++) {
      const fx = <f32>u * across;
      store<f32>(row + (<usize>u << 2), scale * (fy * fy + fx * fx));
    }
  }
}

/** Soft, or else hard, thresholding in place, as `wavelet.ts`. */
export function threshold(
  x: usize,
  most: f32,
  hard: i32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const end = endOf(to, length);
  const high = f32x4.splat(most);
  const low = f32x4.splat(-most);
  let i = startOf(from);
  for (; i + 16 <= end; i += 16) {
    const v = load4(x + i);
    if (hard != 0) store4(x + i, v128.and(v, f32x4.gt(f32x4.abs(v), high)));
    else store4(x + i, f32x4.sub(v, f32x4.max(low, f32x4.min(high, v))));
  }
  for (; i < end; i += 4) {
    const v = load<f32>(x + i);
    if (hard == 0) store<f32>(x + i, v - max<f32>(-most, min<f32>(most, v)));
    else if (abs<f32>(v) <= most) store<f32>(x + i, 0);
  }
}
