import { accelerated, acceleratedSums } from './memory.ts';

/** Kernels over elements take them by the 1,024. */
export function blocks(array: Float32Array): number {
  return Math.ceil(array.length / 1024);
}

/** ⟨a, b⟩, summed in double precision. */
export function dot(a: Float32Array, b: Float32Array): number {
  const sums = acceleratedSums('dot', blocks(a), [a, b], 1, a.length);
  if (sums !== null) return sums[0]!;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** ‖a − b‖². */
export function distanceSquared(a: Float32Array, b: Float32Array): number {
  const sums = acceleratedSums('distanceSquared', blocks(a), [a, b], 1, a.length);
  if (sums !== null) return sums[0]!;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    sum += difference * difference;
  }
  return sum;
}

/** out = a x + b y; `out` may be `x` or `y`. */
export function combine(a: number, x: Float32Array, b: number, y: Float32Array, out: Float32Array): void {
  if (accelerated('combine', blocks(out), [x, y, out], a, b, out.length)) return;
  for (let i = 0; i < out.length; i++) out[i] = a * x[i]! + b * y[i]!;
}

/** a / b, and 0 where both vanish. */
export function relative(a: number, b: number): number {
  return a === 0 ? 0 : a / b;
}
