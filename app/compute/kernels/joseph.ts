/**
 * One row of a plane seen by parallel rays that cross it at x = first + k · spacing (pixel units, k the detector's
 * bin): bins += weight · (x interpolated linearly there), 0 beyond the borders.
 */
export function projectRow(
  plane: Float32Array,
  row: number,
  width: number,
  first: number,
  spacing: number,
  weight: number,
  bins: Float32Array,
): void {
  const start = row * width;
  const [from, to] = binsWithin(bins.length, width, first, spacing);
  for (let k = from; k < to; k++) {
    const x = first + k * spacing;
    const left = Math.floor(x);
    const part = x - left;
    const a = left >= 0 ? plane[start + left]! : 0;
    const b = left + 1 < width ? plane[start + left + 1]! : 0;
    bins[k] = bins[k]! + weight * (a + part * (b - a));
  }
}

/** The exact adjoint: the row gains the bins by the same weights. */
export function backprojectRow(
  bins: Float32Array,
  row: number,
  width: number,
  first: number,
  spacing: number,
  weight: number,
  plane: Float32Array,
): void {
  const start = row * width;
  const [from, to] = binsWithin(bins.length, width, first, spacing);
  for (let k = from; k < to; k++) {
    const x = first + k * spacing;
    const left = Math.floor(x);
    const part = x - left;
    const value = weight * bins[k]!;
    if (left >= 0) plane[start + left] = plane[start + left]! + (1 - part) * value;
    if (left + 1 < width) plane[start + left + 1] = plane[start + left + 1]! + part * value;
  }
}

/** The bins whose rays meet −1 ≤ x < width. */
function binsWithin(count: number, width: number, first: number, spacing: number): [number, number] {
  const ends = [(-1 - first) / spacing, (width - first) / spacing];
  let from = Math.max(0, Math.ceil(Math.min(...ends)));
  let to = Math.min(count, Math.floor(Math.max(...ends)) + 1);
  // Rounding may let a ray in that lies just outside.
  const outside = (k: number) => first + k * spacing < -1 || first + k * spacing >= width;
  while (from < to && outside(from)) from++;
  while (to > from && outside(to - 1)) to--;
  return [from, to];
}
