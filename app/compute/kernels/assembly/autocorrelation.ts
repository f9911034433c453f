import { load4, sumOf } from './lanes';

/**
 * The sums of `autocorrelation.ts`, row by row; units are rows.
 * @param out 26 floats a row: Σ x, Σ x², and Σ x(i) x(i + lag) at the 24 lags
 */
export function lagProducts(x: usize, out: usize, width: i32, height: i32, from: i32, to: i32, thread: i32): void {
  const pitch = <usize>width << 2;
  for (let y = from; y < to; y++) {
    const row = x + <usize>y * pitch;
    const target = out + <usize>y * 104;
    let sum = f32x4.splat(0);
    let i: usize = 0;
    for (; i + 16 <= pitch; i += 16) sum = f32x4.add(sum, load4(row + i));
    let total = sumOf(sum);
    for (; i < pitch; i += 4) total += <f64>load<f32>(row + i);
    store<f32>(target, <f32>total);
    store<f32>(target, <f32>product(row, row, width), 4);
    let at = target + 8;
    for (let dy = 0; dy <= 3; dy++) {
      const below = row + <usize>dy * pitch;
      for (let dx = dy == 0 ? 1 : -3; dx <= 3; dx++) {
        const left = max(0, -dx);
        const pairs = y + dy < height ? width - abs(dx) : 0;
        const start = <usize>left << 2;
        store<f32>(at, <f32>product(row + start, below + (<usize>(left + dx) << 2), pairs));
        at += 4;
      }
    }
  }
}

/** Σ a b. */
function product(a: usize, b: usize, count: i32): f64 {
  if (count <= 0) return 0;
  const end = <usize>count << 2;
  let s = f32x4.splat(0);
  let t = f32x4.splat(0);
  let i: usize = 0;
  for (; i + 32 <= end; i += 32) {
    s = f32x4.add(s, f32x4.mul(load4(a + i), load4(b + i)));
    t = f32x4.add(t, f32x4.mul(load4(a + i + 16), load4(b + i + 16)));
  }
  let sum = sumOf(f32x4.add(s, t));
  for (; i < end; i += 4) sum += <f64>load<f32>(a + i) * <f64>load<f32>(b + i);
  return sum;
}
