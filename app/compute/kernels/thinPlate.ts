/**
 * out = the gradient of the bending energy ½ Σ x_xx² + 2 x_xy² + x_yy² of a plate with free border, where
 * `unknown` is 1, else 0. Second differences that leave the plane are left out; away from the border that
 * makes the 13-point discrete biharmonic (20 in the centre, −8, 2 and 1 around).
 */
export function bendingForce(
  unknown: Uint8Array,
  width: number,
  height: number,
  x: Float64Array,
  out: Float64Array,
): void {
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const inner = row >= 2 && row < height - 2 ? Math.max(2, width - 2) : 2;
    if (inner > 2) innerRow(unknown, start, inner, width, x, out);
    for (let column = 0; column < width; column = column === 1 ? inner : column + 1)
      out[start + column] =
        unknown[start + column] === 0 ? 0 : forceNearBorder(x, column, row, width, height);
  }
}

/** Columns 2 to `end` − 1 of a row that is two away from the border. */
function innerRow(
  unknown: Uint8Array,
  start: number,
  end: number,
  width: number,
  x: Float64Array,
  out: Float64Array,
): void {
  const first = start + 2;
  // Neighbours move along in variables: five new values a pixel instead of thirteen.
  let before2 = x[first - 2]!;
  let before = x[first - 1]!;
  let here = x[first]!;
  let after = x[first + 1]!;
  let aboveBefore = x[first - width - 1]!;
  let above = x[first - width]!;
  let belowBefore = x[first + width - 1]!;
  let below = x[first + width]!;
  for (let i = first; i < start + end; i++) {
    const after2 = x[i + 2]!;
    const aboveAfter = x[i - width + 1]!;
    const belowAfter = x[i + width + 1]!;
    const force =
      20 * here -
      8 * (before + after + above + below) +
      2 * (aboveBefore + aboveAfter + belowBefore + belowAfter) +
      (before2 + after2 + x[i - 2 * width]! + x[i + 2 * width]!);
    out[i] = force * unknown[i]!;
    before2 = before;
    before = here;
    here = after;
    after = after2;
    aboveBefore = above;
    above = aboveAfter;
    belowBefore = below;
    below = belowAfter;
  }
}

/** The same at one pixel, term by term: each second difference that contains it and lies in the plane. */
function forceNearBorder(
  x: Float64Array,
  column: number,
  row: number,
  width: number,
  height: number,
): number {
  let force = 0;
  for (let shift = -1; shift <= 1; shift++) {
    const factor = shift === 0 ? -2 : 1;
    if (column + shift >= 1 && column + shift < width - 1)
      force += factor * secondDifference(x, row * width + column + shift, 1);
    if (row + shift >= 1 && row + shift < height - 1)
      force += factor * secondDifference(x, (row + shift) * width + column, width);
  }
  for (let down = -1; down <= 0; down++)
    for (let right = -1; right <= 0; right++) {
      const fromColumn = column + right;
      const fromRow = row + down;
      if (fromColumn < 0 || fromColumn >= width - 1 || fromRow < 0 || fromRow >= height - 1) continue;
      const sign = right === down ? 2 : -2;
      force += sign * mixedDifference(x, fromRow * width + fromColumn, width);
    }
  return force;
}

/** ½ Σ x_xx² + 2 x_xy² + x_yy² over the second differences that lie in the plane. */
export function bendingEnergy(x: Float64Array, width: number, height: number): number {
  let sum = 0;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const i = row * width + column;
      if (column >= 1 && column < width - 1) sum += secondDifference(x, i, 1) ** 2;
      if (row >= 1 && row < height - 1) sum += secondDifference(x, i, width) ** 2;
      if (column < width - 1 && row < height - 1) sum += 2 * mixedDifference(x, i, width) ** 2;
    }
  return sum / 2;
}

function secondDifference(x: Float64Array, i: number, stride: number): number {
  return x[i - stride]! - 2 * x[i]! + x[i + stride]!;
}

function mixedDifference(x: Float64Array, i: number, stride: number): number {
  return x[i]! - x[i + 1]! - x[i + stride]! + x[i + stride + 1]!;
}
