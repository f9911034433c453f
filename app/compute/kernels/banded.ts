import { accelerated, floats, threadCount } from './memory.ts';

/**
 * A symmetric positive definite band matrix: `entries[i * (bandwidth + 1) + d]` is the entry in row i,
 * column i − d, for d = 0 … bandwidth (0 where the column would be negative).
 */
export interface BandMatrix {
  readonly size: number;
  readonly bandwidth: number;
  readonly entries: Float64Array;
}

/**
 * Cholesky factor L of M = L Lᵀ in the same layout, except that the diagonal holds 1 / L(i, i).
 * @throws RangeError when the matrix is not positive definite
 */
export function choleskyFactor({ size, bandwidth, entries }: BandMatrix): BandMatrix {
  const stride = bandwidth + 1;
  const factor = new Float64Array(entries.length);
  for (let i = 0; i < size; i++) {
    for (let d = Math.min(i, bandwidth); d >= 0; d--) {
      const j = i - d;
      let sum = entries[i * stride + d]!;
      // Columns before j that lie in the band of both rows.
      for (let k = Math.max(0, i - bandwidth); k < j; k++)
        sum -= factor[i * stride + i - k]! * factor[j * stride + j - k]!;
      if (d > 0) factor[i * stride + d] = sum * factor[j * stride]!;
      else if (sum > 0) factor[i * stride] = 1 / Math.sqrt(sum);
      else throw new RangeError('the matrix is not positive definite');
    }
  }
  return { size, bandwidth, entries: factor };
}

/** A factor as kernels take it: in single precision, with what solving along x works in. */
interface Reachable {
  readonly entries: Float32Array;
  readonly scratch: Float32Array;
}

const reachable = new WeakMap<BandMatrix, Reachable>();

function reach(factor: BandMatrix): Reachable {
  let known = reachable.get(factor);
  if (known === undefined) {
    const entries = floats(factor.entries.length);
    entries.set(factor.entries);
    known = { entries, scratch: floats(threadCount() * 4 * factor.size) };
    reachable.set(factor, known);
  }
  return known;
}

/** Solves L Lᵀ u = x along every row of a plane of `factor.size` × `height`, in place. */
export function solveAlongX(factor: BandMatrix, x: Float32Array, height: number): void {
  const { entries, scratch } = reach(factor);
  const { size, bandwidth } = factor;
  if (accelerated('bandedAlongX', Math.ceil(height / 4), [x, entries, scratch], size, bandwidth, height))
    return;
  let line = 0;
  for (; line + 4 <= height; line += 4) solveFourLines(factor, x, line);
  for (; line < height; line++) solveLine(factor, x, line);
}

/** Four lines at once: each entry waits for those before it in its line, but not for the other lines. */
function solveFourLines({ size, bandwidth, entries }: BandMatrix, x: Float32Array, line: number): void {
  const stride = bandwidth + 1;
  const p = line * size;
  const q = p + size;
  const r = q + size;
  const s = r + size;
  for (let i = 0; i < size; i++) {
    let a = x[p + i]!;
    let b = x[q + i]!;
    let c = x[r + i]!;
    let e = x[s + i]!;
    for (let d = Math.min(i, bandwidth); d > 0; d--) {
      const entry = entries[i * stride + d]!;
      a -= entry * x[p + i - d]!;
      b -= entry * x[q + i - d]!;
      c -= entry * x[r + i - d]!;
      e -= entry * x[s + i - d]!;
    }
    const scale = entries[i * stride]!;
    x[p + i] = a * scale;
    x[q + i] = b * scale;
    x[r + i] = c * scale;
    x[s + i] = e * scale;
  }
  for (let i = size - 1; i >= 0; i--) {
    let a = x[p + i]!;
    let b = x[q + i]!;
    let c = x[r + i]!;
    let e = x[s + i]!;
    for (let d = Math.min(size - 1 - i, bandwidth); d > 0; d--) {
      const entry = entries[(i + d) * stride + d]!;
      a -= entry * x[p + i + d]!;
      b -= entry * x[q + i + d]!;
      c -= entry * x[r + i + d]!;
      e -= entry * x[s + i + d]!;
    }
    const scale = entries[i * stride]!;
    x[p + i] = a * scale;
    x[q + i] = b * scale;
    x[r + i] = c * scale;
    x[s + i] = e * scale;
  }
}

function solveLine({ size, bandwidth, entries }: BandMatrix, x: Float32Array, line: number): void {
  const stride = bandwidth + 1;
  const at = line * size;
  for (let i = 0; i < size; i++) {
    let sum = x[at + i]!;
    for (let d = Math.min(i, bandwidth); d > 0; d--) sum -= entries[i * stride + d]! * x[at + i - d]!;
    x[at + i] = sum * entries[i * stride]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[at + i]!;
    for (let d = Math.min(size - 1 - i, bandwidth); d > 0; d--)
      sum -= entries[(i + d) * stride + d]! * x[at + i + d]!;
    x[at + i] = sum * entries[i * stride]!;
  }
}

/** Solves L Lᵀ u = x along every column of a plane of `width` × `factor.size`, in place. */
export function solveAlongY(factor: BandMatrix, x: Float32Array, width: number): void {
  const { size, bandwidth, entries } = factor;
  const units = Math.ceil(width / 16);
  if (accelerated('bandedAlongY', units, [x, reach(factor).entries], size, bandwidth, width)) return;
  const stride = bandwidth + 1;
  for (let i = 0; i < size; i++) {
    for (let d = Math.min(i, bandwidth); d > 0; d--)
      subtractScaled(x, (i - d) * width, entries[i * stride + d]!, i * width, width);
    scale(x, entries[i * stride]!, i * width, width);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let d = Math.min(size - 1 - i, bandwidth); d > 0; d--)
      subtractScaled(x, (i + d) * width, entries[(i + d) * stride + d]!, i * width, width);
    scale(x, entries[i * stride]!, i * width, width);
  }
}

function subtractScaled(x: Float32Array, from: number, factor: number, to: number, length: number): void {
  for (let i = 0; i < length; i++) x[to + i] = x[to + i]! - factor * x[from + i]!;
}

function scale(x: Float32Array, factor: number, at: number, length: number): void {
  for (let i = at; i < at + length; i++) x[i] = x[i]! * factor;
}
