import { leftOf, load4, store4 } from './lanes';

/** Differences and dual steps of total variation on any number of channels, as `totalVariation.ts` and `gradient.ts`. */

/** Forward differences of planes of `height` rows, zero at the far borders; units are rows of all planes. */
export function forwardDifferences(
  x: usize,
  gx: usize,
  gy: usize,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const bytes = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const at = <usize>row * bytes;
    const down = row % height < height - 1 ? bytes : 0;
    const last = bytes - 4;
    let i: usize = 0;
    for (; i + 20 <= bytes; i += 16) {
      const here = load4(x + at + i);
      store4(gx + at + i, f32x4.sub(load4(x + at + i + 4), here));
      store4(gy + at + i, f32x4.sub(load4(x + at + i + down), here));
    }
    for (; i < last; i += 4) {
      const here = load<f32>(x + at + i);
      store<f32>(gx + at + i, load<f32>(x + at + i + 4) - here);
      store<f32>(gy + at + i, load<f32>(x + at + i + down) - here);
    }
    store<f32>(gx + at + last, 0);
    store<f32>(gy + at + last, load<f32>(x + at + last + down) - load<f32>(x + at + last));
  }
}

/** out = −div(gx, gy), whatever the last column and row hold; units are rows of all planes. */
export function negativeDivergence(
  gx: usize,
  gy: usize,
  out: usize,
  width: i32,
  height: i32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const bytes = <usize>width << 2;
  const last = bytes - 4;
  const zero = f32x4.splat(0);
  for (let row = from; row < to; row++) {
    const at = <usize>row * bytes;
    const line = row % height;
    const top = line > 0 ? f32x4.splat(1) : zero;
    const own = line < height - 1 ? f32x4.splat(1) : zero;
    // In the first row any row does in place of the one above: its factor is zero.
    const above = line > 0 ? at - bytes : at;
    let before = zero;
    let i: usize = 0;
    for (; i + 20 <= bytes; i += 16) {
      const here = load4(gx + at + i);
      const across = f32x4.sub(leftOf(before, here), here);
      const down = f32x4.sub(f32x4.mul(top, load4(gy + above + i)), f32x4.mul(own, load4(gy + at + i)));
      store4(out + at + i, f32x4.add(across, down));
      before = here;
    }
    const t = f32x4.extract_lane(top, 0);
    const o = f32x4.extract_lane(own, 0);
    let left = f32x4.extract_lane(before, 3);
    for (; i < bytes; i += 4) {
      const here = i < last ? load<f32>(gx + at + i) : <f32>0;
      store<f32>(
        out + at + i,
        left - here + t * load<f32>(gy + above + i) - o * load<f32>(gy + at + i),
      );
      left = here;
    }
  }
}

/**
 * dual ← projection of dual + step · ∇x onto vectors of length ≤ radius, all channels of a pixel together;
 * units are rows.
 * @param norms width + 4 floats a thread
 */
export function variationAscend(
  x: usize,
  px: usize,
  py: usize,
  norms: usize,
  width: i32,
  height: i32,
  channels: i32,
  step: f32,
  radius: f32,
  from: i32,
  to: i32,
  thread: i32,
): void {
  const bytes = <usize>width << 2;
  const plane = bytes * <usize>height;
  const last = bytes - 4;
  const own = norms + <usize>thread * (bytes + 16);
  const s = f32x4.splat(step);
  const r = f32x4.splat(radius);
  for (let row = from; row < to; row++) {
    const down = row < height - 1 ? bytes : 0;
    memory.fill(own, 0, bytes);
    for (let c = 0; c < channels; c++) {
      const at = <usize>c * plane + <usize>row * bytes;
      let i: usize = 0;
      for (; i + 20 <= bytes; i += 16) {
        const here = load4(x + at + i);
        const vx = f32x4.add(load4(px + at + i), f32x4.mul(s, f32x4.sub(load4(x + at + i + 4), here)));
        const vy = f32x4.add(load4(py + at + i), f32x4.mul(s, f32x4.sub(load4(x + at + i + down), here)));
        store4(px + at + i, vx);
        store4(py + at + i, vy);
        store4(own + i, f32x4.add(load4(own + i), f32x4.add(f32x4.mul(vx, vx), f32x4.mul(vy, vy))));
      }
      for (; i < bytes; i += 4) {
        const here = load<f32>(x + at + i);
        const across = i < last ? load<f32>(x + at + i + 4) - here : <f32>0;
        const vx = load<f32>(px + at + i) + step * across;
        const vy = load<f32>(py + at + i) + step * (load<f32>(x + at + i + down) - here);
        store<f32>(px + at + i, vx);
        store<f32>(py + at + i, vy);
        store<f32>(own + i, load<f32>(own + i) + vx * vx + vy * vy);
      }
    }
    for (let i: usize = 0; i < bytes; i += 16)
      store4(own + i, f32x4.div(r, f32x4.max(r, f32x4.sqrt(load4(own + i)))));
    for (let c = 0; c < channels; c++) {
      const at = <usize>c * plane + <usize>row * bytes;
      let i: usize = 0;
      for (; i + 16 <= bytes; i += 16) {
        const factor = load4(own + i);
        store4(px + at + i, f32x4.mul(factor, load4(px + at + i)));
        store4(py + at + i, f32x4.mul(factor, load4(py + at + i)));
      }
      for (; i < bytes; i += 4) {
        const factor = load<f32>(own + i);
        store<f32>(px + at + i, factor * load<f32>(px + at + i));
        store<f32>(py + at + i, factor * load<f32>(py + at + i));
      }
    }
  }
}
