import { accelerated, floats } from './memory.ts';

/** Lags up to this many pixels in x and y are looked at. */
export const reach = 3;

/** One of each pair ±(dx, dy): 24 lags. */
export const lags = [...lagsOfHalfPlane()];

function* lagsOfHalfPlane() {
  for (let dy = 0; dy <= reach; dy++)
    for (let dx = dy === 0 ? 1 : -reach; dx <= reach; dx++) yield { dx, dy };
}

export interface LagSums {
  sum: number;
  squares: number;
  count: number;
  /** Per lag: the sum of x x′ and the number of pairs. */
  readonly products: Float64Array;
  readonly pairs: Float64Array;
}

export function noSums(): LagSums {
  const perLag = () => new Float64Array(lags.length);
  return { sum: 0, squares: 0, count: 0, products: perLag(), pairs: perLag() };
}

/** Adds the sums of a plane, in which no pixel is paired with an unknown one. */
export function addLagSums(
  sums: LagSums,
  data: Float32Array,
  width: number,
  height: number,
  unknown?: Uint8Array,
): void {
  if (unknown === undefined && addFast(sums, data, width, height)) return;
  for (let i = 0; i < data.length; i++) {
    if (unknown?.[i] === 1) continue;
    sums.sum += data[i]!;
    sums.squares += data[i]! ** 2;
    sums.count++;
  }
  for (const [index, { dx, dy }] of lags.entries()) {
    const left = Math.max(0, -dx);
    const right = Math.min(width, width - dx);
    const shift = dy * width + dx;
    let products = 0;
    let pairs = 0;
    for (let y = 0; y < height - dy; y++) {
      for (let i = y * width + left, end = y * width + right; i < end; i++) {
        if (unknown !== undefined && (unknown[i] === 1 || unknown[i + shift] === 1)) continue;
        products += data[i]! * data[i + shift]!;
        pairs++;
      }
    }
    sums.products[index]! += products;
    sums.pairs[index]! += pairs;
  }
}

function addFast(sums: LagSums, data: Float32Array, width: number, height: number): boolean {
  const perRow = 2 + lags.length;
  const rows = floats(height * perRow);
  if (!accelerated('lagProducts', height, [data, rows], width, height)) return false;
  for (let at = 0; at < rows.length; at += perRow) {
    sums.sum += rows[at]!;
    sums.squares += rows[at + 1]!;
    for (let lag = 0; lag < lags.length; lag++) sums.products[lag]! += rows[at + 2 + lag]!;
  }
  sums.count += data.length;
  for (const [lag, { dx, dy }] of lags.entries())
    sums.pairs[lag]! += Math.max(0, width - Math.abs(dx)) * Math.max(0, height - dy);
  return true;
}
