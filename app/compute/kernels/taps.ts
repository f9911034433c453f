import { accelerated, floats, indices } from './memory.ts';

/**
 * Σ weight · x[at + offset] over a few taps, in order of magnitude of the weights and grouped where they are
 * equal: after each group the sum is multiplied by this weight over the next larger one, at the end by
 * the largest. Shapes have few different weights, so that most taps cost an addition; and no factor exceeds 1 but the last.
 */
export interface Taps {
  /** In bytes, from the first pixel that the window of the output pixel covers. */
  readonly offsets: Int32Array;
  /** Taps of each group. */
  readonly counts: Int32Array;
  readonly factors: Float32Array;
}

/**
 * The taps of out[y, x] = Σ weights[r, c] in[y + r, x + c]; zeros are left out.
 * @param columns of the array of weights
 * @param pitch floats from row to row of the input
 */
export function tapsOf(weights: Float64Array, columns: number, pitch: number): Taps {
  const taps = Array.from(weights, (weight, k) => ({
    weight,
    offset: 4 * (Math.floor(k / columns) * pitch + (k % columns)),
  }))
    .filter(({ weight }) => weight !== 0)
    .sort((a, b) => Math.abs(a.weight) - Math.abs(b.weight) || a.weight - b.weight || a.offset - b.offset);
  const offsets = Int32Array.from(taps, ({ offset }) => offset);
  const counts: number[] = [];
  const factors: number[] = [];
  taps.forEach(({ weight }, k) => {
    if (weight === taps[k - 1]?.weight) counts[counts.length - 1]!++;
    else counts.push(1);
    const next = taps[k + 1]?.weight;
    if (next !== weight) factors.push(next === undefined ? weight : weight / next);
  });
  const room = floats(factors.length);
  room.set(factors);
  return { offsets: indices(offsets), counts: indices(Int32Array.from(counts)), factors: room };
}

/** Applies taps at every pixel of a plane of `width` × `height`, whose windows lie in `x`, a row every `pitch` floats. */
export function applyTaps(
  taps: Taps,
  x: Float32Array,
  pitch: number,
  out: Float32Array,
  width: number,
  height: number,
): void {
  const { offsets, counts, factors } = taps;
  const arrays = [x, out, offsets, counts, factors];
  if (accelerated('applyTaps', height, arrays, counts.length, width, pitch)) return;
  for (let row = 0; row < height; row++) applyToRow(taps, x, row * pitch, out, row * width, width);
}

/**
 * The same for an array of weights whose rows mirror each other: `taps` are those of its middle row and of the
 * `reach` rows below.
 * @param scratch (reach + 1) · pitch floats a thread
 */
export function applyMirroredTaps(
  taps: Taps,
  reach: number,
  x: Float32Array,
  pitch: number,
  scratch: Float32Array,
  out: Float32Array,
  width: number,
  height: number,
): void {
  const { offsets, counts, factors } = taps;
  const arrays = [x, out, offsets, counts, factors, scratch];
  if (accelerated('applyMirroredTaps', height, arrays, counts.length, width, pitch, reach)) return;
  for (let row = 0; row < height; row++) {
    const middle = (row + reach) * pitch;
    for (let i = 0; i < pitch; i++) scratch[i] = x[middle + i]!;
    for (let far = 1; far <= reach; far++)
      for (let i = 0; i < pitch; i++)
        scratch[far * pitch + i] = x[middle - far * pitch + i]! + x[middle + far * pitch + i]!;
    applyToRow(taps, scratch, 0, out, row * width, width);
  }
}

function applyToRow(
  { offsets, counts, factors }: Taps,
  x: Float32Array,
  from: number,
  out: Float32Array,
  to: number,
  width: number,
): void {
  for (let column = 0; column < width; column++) {
    let sum = 0;
    for (let group = 0, k = 0; group < counts.length; group++) {
      for (const end = k + counts[group]!; k < end; k++) sum += x[from + column + (offsets[k]! >> 2)]!;
      sum *= factors[group]!;
    }
    out[to + column] = sum;
  }
}
