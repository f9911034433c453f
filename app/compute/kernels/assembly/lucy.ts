import { load4, store4, sumOf } from './lanes';

/** The pointwise halves of an iteration of Richardson–Lucy, as `richardsonLucy.ts`; units are blocks of 1,024. */

/** predicted ← 1 + w (y − p) / p with p = max(least, predicted) and the weight of `damping`. */
export function lucyRatio(
  y: usize,
  predicted: usize,
  least: f32,
  damping: f32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const end = min(<usize>to << 12, <usize>length << 2);
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  const tiny = f32x4.splat(least);
  // Beyond the damping, and everywhere where there is none, u is 1 and with it the weight.
  const scale = f32x4.splat(damping > 0 ? 1 / (damping * damping) : Infinity);
  let i = <usize>from << 12;
  for (; i + 16 <= end; i += 16) {
    const p = f32x4.max(tiny, load4(predicted + i));
    const d = f32x4.sub(load4(y + i), p);
    // Where the difference vanishes, infinity times zero does not matter: what it weighs is zero.
    const u = f32x4.pmin(one, f32x4.mul(scale, f32x4.mul(d, d)));
    const w = f32x4.mul(u, f32x4.sub(two, u));
    store4(predicted + i, f32x4.add(one, f32x4.div(f32x4.mul(w, d), p)));
  }
  for (; i < end; i += 4) {
    const p = max<f32>(least, load<f32>(predicted + i));
    const d = load<f32>(y + i) - p;
    let u: f32 = 1;
    if (damping > 0) u = min<f32>(1, (d / damping) * (d / damping));
    store<f32>(predicted + i, 1 + (u * (2 - u) * d) / p);
  }
}

/**
 * x ← x · max(0, correction) / max(share · s, s + force) with s = max(least, sensitivity), at least `floor`;
 * Σ (change)² and Σ x² as two doubles of the thread's own at `sums`.
 */
export function lucyUpdate(
  x: usize,
  correction: usize,
  sensitivity: usize,
  force: usize,
  sums: usize,
  least: f32,
  share: f32,
  floor: f32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const zero = f32x4.splat(0);
  const tiny = f32x4.splat(least);
  const part = f32x4.splat(share);
  const low = f32x4.splat(floor);
  let moved: f64 = 0;
  let norm: f64 = 0;
  for (let block = from; block < to; block++) {
    const end = min(<usize>(block + 1) << 12, <usize>length << 2);
    let i = <usize>block << 12;
    let changes = zero;
    let squares = zero;
    for (; i + 16 <= end; i += 16) {
      const before = load4(x + i);
      const s = f32x4.max(tiny, load4(sensitivity + i));
      const weight = f32x4.max(f32x4.mul(part, s), f32x4.add(s, load4(force + i)));
      const raised = f32x4.mul(before, f32x4.max(zero, load4(correction + i)));
      const next = f32x4.max(low, f32x4.div(raised, weight));
      const change = f32x4.sub(next, before);
      changes = f32x4.add(changes, f32x4.mul(change, change));
      squares = f32x4.add(squares, f32x4.mul(next, next));
      store4(x + i, next);
    }
    moved += sumOf(changes);
    norm += sumOf(squares);
    for (; i < end; i += 4) {
      const before = load<f32>(x + i);
      const s = max<f32>(least, load<f32>(sensitivity + i));
      const weight = max<f32>(share * s, s + load<f32>(force + i));
      const next = max<f32>(floor, (before * max<f32>(0, load<f32>(correction + i))) / weight);
      moved += <f64>((next - before) * (next - before));
      norm += <f64>(next * next);
      store<f32>(x + i, next);
    }
  }
  store<f64>(sums + (<usize>thread << 4), moved, 0);
  store<f64>(sums + (<usize>thread << 4), norm, 8);
}

/**
 * ln x of four positive normal numbers, to about 1e-7: x = m 2ᵉ with m in [√½, √2), ln m by a polynomial in m − 1
 * (the coefficients of Cephes' logf, S. Moshier).
 * @param above x − 1, which x itself may have rounded away
 */
// @ts-ignore: decorator
@inline
function logarithm(x: v128, above: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const t = v128.bitselect(above, f32x4.sub(m, f32x4.splat(1)), f32x4.eq(e, f32x4.splat(0)));
  const z = f32x4.mul(t, t);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.151461031e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(3.3333331174e-1));
  const curve = f32x4.sub(f32x4.mul(f32x4.mul(p, t), z), f32x4.mul(f32x4.splat(0.5), z));
  return f32x4.add(f32x4.add(t, curve), f32x4.mul(e, f32x4.splat(0.6931471805599453)));
}

/** Σ p − y + y ln(y / p), p = max(least, predicted), y at least 0; a double of the thread's own at `sums`. */
export function lucyDivergence(
  y: usize,
  predicted: usize,
  sums: usize,
  least: f32,
  length: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const tiny = f32x4.splat(least);
  // Where y vanishes so does what its logarithm is multiplied with; it must only be finite.
  const dark = f32x4.splat(1e-30);
  let total: f64 = 0;
  for (let block = from; block < to; block++) {
    const end = min(<usize>(block + 1) << 12, <usize>length << 2);
    let i = <usize>block << 12;
    let sum = f32x4.splat(0);
    for (; i + 16 <= end; i += 16) {
      const measured = load4(y + i);
      const p = f32x4.max(tiny, load4(predicted + i));
      const ratio = f32x4.div(f32x4.max(dark, measured), p);
      const excess = f32x4.sub(measured, p);
      sum = f32x4.add(sum, f32x4.sub(f32x4.mul(measured, logarithm(ratio, f32x4.div(excess, p))), excess));
    }
    total += sumOf(sum);
    for (; i < end; i += 4) {
      const measured = <f64>load<f32>(y + i);
      const p = <f64>max<f32>(least, load<f32>(predicted + i));
      total += p - measured;
      if (measured > 0) total += measured * Math.log(measured / p);
    }
  }
  store<f64>(sums + (<usize>thread << 3), total);
}
