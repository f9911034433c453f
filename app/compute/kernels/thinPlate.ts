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
    const inside = row >= 2 && row < height - 2;
    for (let column = 0; column < width; column++) {
      const i = start + column;
      if (unknown[i] === 0) out[i] = 0;
      else if (inside && column >= 2 && column < width - 2) {
        const above = i - width;
        const below = i + width;
        out[i] =
          20 * x[i]! -
          8 * (x[i - 1]! + x[i + 1]! + x[above]! + x[below]!) +
          2 * (x[above - 1]! + x[above + 1]! + x[below - 1]! + x[below + 1]!) +
          (x[i - 2]! + x[i + 2]! + x[above - width]! + x[below + width]!);
      } else out[i] = forceNearBorder(x, column, row, width, height);
    }
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
