/** The five-point Laplacian of one plane with half-sample reflection: out = div ∇x; `out` must not be `x`. */
export function reflectingLaplacian(x: Float32Array, width: number, height: number, out: Float32Array): void {
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const up = row > 0 ? -width : 0;
    const down = row + 1 < height ? width : 0;
    sumOfDifferences(x, start, width, up, down, 0, 0, out);
  }
}

/** The same with wrapping around. */
export function periodicLaplacian(x: Float32Array, width: number, height: number, out: Float32Array): void {
  for (let row = 0; row < height; row++) {
    const start = row * width;
    const up = row > 0 ? -width : (height - 1) * width;
    const down = row + 1 < height ? width : -(height - 1) * width;
    sumOfDifferences(x, start, width, up, down, width - 1, 1 - width, out);
  }
}

/** One row, where neighbours lie at the given offsets; the first and the last pixel have their own. */
function sumOfDifferences(
  x: Float32Array,
  start: number,
  width: number,
  up: number,
  down: number,
  beforeFirst: number,
  afterLast: number,
  out: Float32Array,
): void {
  const last = start + width - 1;
  for (let i = start; i <= last; i++) {
    const left = i > start ? i - 1 : i + beforeFirst;
    const right = i < last ? i + 1 : i + afterLast;
    out[i] = x[left]! + x[right]! + x[i + up]! + x[i + down]! - 4 * x[i]!;
  }
}
