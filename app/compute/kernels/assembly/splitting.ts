import { leftOf, load4, store4, sumOf } from './lanes';

/** The steps of ADMM for total variation on a periodic plane, as `tvSplitting.ts` and `AdmmTvDeconvolution`. */

/**
 * u ← v = ∇x + u, projected on vectors of length ≤ radius over all channels; the factor of each pixel is kept
 * for `splitForce`. Planes of a stack lie one after the other. Units are rows.
 * @param sums a double a thread: Σ |∇x|
 */
export function splitProject(
  x: usize,
  across: usize,
  down: usize,
  factors: usize,
  scratch: usize,
  sums: usize,
  width: i32,
  height: i32,
  channels: i32,
  radius: f32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const bytes = <usize>width << 2;
  const plane = bytes * <usize>height;
  const last = bytes - 4;
  const lengths = scratch + <usize>thread * (bytes + 16);
  const r = f32x4.splat(radius);
  let total: f64 = 0;
  for (let row = from; row < to; row++) {
    const start = <usize>row * bytes;
    const norms = factors + start;
    const step = row + 1 < height ? bytes : bytes - plane;
    memory.fill(norms, 0, bytes);
    memory.fill(lengths, 0, bytes);
    for (let c = 0; c < channels; c++) {
      const at = <usize>c * plane + start;
      let i: usize = 0;
      for (; i + 20 <= bytes; i += 16) {
        const here = load4(x + at + i);
        const dx = f32x4.sub(load4(x + at + i + 4), here);
        const dy = f32x4.sub(load4(x + at + i + step), here);
        const vx = f32x4.add(load4(across + at + i), dx);
        const vy = f32x4.add(load4(down + at + i), dy);
        store4(across + at + i, vx);
        store4(down + at + i, vy);
        store4(norms + i, f32x4.add(load4(norms + i), f32x4.add(f32x4.mul(vx, vx), f32x4.mul(vy, vy))));
        store4(lengths + i, f32x4.add(load4(lengths + i), f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy))));
      }
      for (; i < bytes; i += 4) {
        const here = load<f32>(x + at + i);
        const dx = load<f32>(i < last ? x + at + i + 4 : x + at) - here;
        const dy = load<f32>(x + at + i + step) - here;
        const vx = load<f32>(across + at + i) + dx;
        const vy = load<f32>(down + at + i) + dy;
        store<f32>(across + at + i, vx);
        store<f32>(down + at + i, vy);
        store<f32>(norms + i, load<f32>(norms + i) + vx * vx + vy * vy);
        store<f32>(lengths + i, load<f32>(lengths + i) + dx * dx + dy * dy);
      }
    }
    let sum = f32x4.splat(0);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      sum = f32x4.add(sum, f32x4.sqrt(load4(lengths + i)));
      store4(norms + i, f32x4.div(r, f32x4.max(r, f32x4.sqrt(load4(norms + i)))));
    }
    total += sumOf(sum);
    for (; i < bytes; i += 4) {
      total += <f64>sqrt<f32>(load<f32>(lengths + i));
      store<f32>(norms + i, radius / max<f32>(radius, sqrt<f32>(load<f32>(norms + i))));
    }
    for (let c = 0; c < channels; c++) {
      const at = <usize>c * plane + start;
      i = 0;
      for (; i + 16 <= bytes; i += 16) {
        const factor = load4(norms + i);
        store4(across + at + i, f32x4.mul(factor, load4(across + at + i)));
        store4(down + at + i, f32x4.mul(factor, load4(down + at + i)));
      }
      for (; i < bytes; i += 4) {
        const factor = load<f32>(norms + i);
        store<f32>(across + at + i, factor * load<f32>(across + at + i));
        store<f32>(down + at + i, factor * load<f32>(down + at + i));
      }
    }
  }
  store<f64>(sums + (<usize>thread << 3), total);
}

/** v − 2u = u (1/factor − 2). */
// @ts-ignore: decorator
@inline
function force4(u: usize, factor: usize): v128 {
  const inverse = f32x4.div(f32x4.splat(1), load4(factor));
  return f32x4.mul(load4(u), f32x4.sub(inverse, f32x4.splat(2)));
}

// @ts-ignore: decorator
@inline
function force1(u: usize, factor: usize): f32 {
  return load<f32>(u) * (1 / load<f32>(factor) - 2);
}

/** out = ∇ᵀ(d − u), d − u = v − 2u, of what `splitProject` has left. Units are rows. */
export function splitForce(
  across: usize,
  down: usize,
  factors: usize,
  out: usize,
  width: i32,
  height: i32,
  channels: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const bytes = <usize>width << 2;
  const plane = bytes * <usize>height;
  for (let row = from; row < to; row++) {
    const start = <usize>row * bytes;
    const above = row > 0 ? start - bytes : plane - bytes;
    for (let c = 0; c < channels; c++) {
      const base = <usize>c * plane;
      const at = base + start;
      let left = force1(across + at + bytes - 4, factors + start + bytes - 4);
      let before = f32x4.splat(left);
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) {
        const here = force4(across + at + i, factors + start + i);
        const vertical = f32x4.sub(
          force4(down + base + above + i, factors + above + i),
          force4(down + at + i, factors + start + i),
        );
        store4(out + at + i, f32x4.add(f32x4.sub(leftOf(before, here), here), vertical));
        before = here;
      }
      left = f32x4.extract_lane(before, 3);
      for (; i < bytes; i += 4) {
        const here = force1(across + at + i, factors + start + i);
        const vertical =
          force1(down + base + above + i, factors + above + i) - force1(down + at + i, factors + start + i);
        store<f32>(out + at + i, left - here + vertical);
        left = here;
      }
    }
  }
}

/**
 * x̂ = (conj(k̂) ŷ + ρ r̂) / (|k̂|² + ρ |∇̂|²) in place of r̂; units are rows of the half spectrum.
 * @param across, down 4 sin² of the frequencies along x and y
 * @param sums a double a thread: Σ |k̂ x̂ − ŷ|² over the whole spectrum
 */
export function admmSolve(
  re: usize,
  im: usize,
  hr: usize,
  hi: usize,
  yr: usize,
  yi: usize,
  across: usize,
  down: usize,
  sums: usize,
  penalty: f32,
  width: i32,
  columns: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const bytes = <usize>columns << 2;
  const rho = f32x4.splat(penalty);
  const one = f32x4.splat(1);
  let total: f64 = 0;
  for (let row = from; row < to; row++) {
    const start = <usize>row * bytes;
    const vertical = load<f32>(down + (<usize>row << 2));
    const v = f32x4.splat(vertical);
    let sum = f32x4.splat(0);
    let first: f64 = 0;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const at = start + i;
      const kr = load4(hr + at);
      const ki = load4(hi + at);
      const mr = load4(yr + at);
      const mi = load4(yi + at);
      const symbol = f32x4.mul(rho, f32x4.add(load4(across + i), v));
      const gain = f32x4.add(f32x4.mul(kr, kr), f32x4.mul(ki, ki));
      const scale = f32x4.div(one, f32x4.add(gain, symbol));
      const pr = f32x4.add(f32x4.mul(kr, mr), f32x4.mul(ki, mi));
      const pi = f32x4.sub(f32x4.mul(kr, mi), f32x4.mul(ki, mr));
      const xr = f32x4.mul(scale, f32x4.add(pr, f32x4.mul(rho, load4(re + at))));
      const xi = f32x4.mul(scale, f32x4.add(pi, f32x4.mul(rho, load4(im + at))));
      store4(re + at, xr);
      store4(im + at, xi);
      const er = f32x4.sub(f32x4.sub(f32x4.mul(kr, xr), f32x4.mul(ki, xi)), mr);
      const ei = f32x4.sub(f32x4.add(f32x4.mul(kr, xi), f32x4.mul(ki, xr)), mi);
      const squares = f32x4.add(f32x4.mul(er, er), f32x4.mul(ei, ei));
      sum = f32x4.add(sum, squares);
      if (i == 0) first = <f64>f32x4.extract_lane(squares, 0);
    }
    // The half that is not stored mirrors all columns but the first and, of even widths, the last.
    total += 2 * sumOf(sum) - first;
    for (; i < bytes; i += 4) {
      const at = start + i;
      const kr = load<f32>(hr + at);
      const ki = load<f32>(hi + at);
      const mr = load<f32>(yr + at);
      const mi = load<f32>(yi + at);
      const scale = <f32>1 / (kr * kr + ki * ki + penalty * (load<f32>(across + i) + vertical));
      const xr = (kr * mr + ki * mi + penalty * load<f32>(re + at)) * scale;
      const xi = (kr * mi - ki * mr + penalty * load<f32>(im + at)) * scale;
      store<f32>(re + at, xr);
      store<f32>(im + at, xi);
      const er = kr * xr - ki * xi - mr;
      const ei = kr * xi + ki * xr - mi;
      const squares = <f64>(er * er + ei * ei);
      total += i == 0 ? squares : 2 * squares;
    }
    if ((width & 1) == 0 && columns > 1) {
      const at = start + bytes - 4;
      const kr = load<f32>(hr + at);
      const ki = load<f32>(hi + at);
      const xr = load<f32>(re + at);
      const xi = load<f32>(im + at);
      const er = kr * xr - ki * xi - load<f32>(yr + at);
      const ei = kr * xi + ki * xr - load<f32>(yi + at);
      total -= <f64>(er * er + ei * ei);
    }
  }
  store<f64>(sums + (<usize>thread << 3), total);
}
