/** Pixels whose norms are gathered at a time, so that they stay in the first cache. */
const block = 1024;
const norms = new Float32Array(block);

/**
 * Projects, pixel by pixel, the vector of all `planes` planes' values on the ball of `radius`: planes of
 * `size` pixels, one after the other.
 */
export function projectOnBalls(field: Float32Array, planes: number, size: number, radius: number): void {
  for (let start = 0; start < size; start += block) {
    const length = Math.min(block, size - start);
    gatherNorms(field, planes, size, start, length);
    for (let i = 0; i < length; i++) norms[i] = radius / Math.max(radius, Math.sqrt(norms[i]!));
    for (let plane = 0; plane < planes; plane++) scaleBlock(field, plane * size + start, length);
  }
}

/** The sum over pixels of the Euclidean norm over all planes. */
export function sumOfNorms(field: Float32Array, planes: number, size: number): number {
  let sum = 0;
  for (let start = 0; start < size; start += block) {
    const length = Math.min(block, size - start);
    gatherNorms(field, planes, size, start, length);
    for (let i = 0; i < length; i++) sum += Math.sqrt(norms[i]!);
  }
  return sum;
}

function gatherNorms(field: Float32Array, planes: number, size: number, start: number, length: number): void {
  norms.fill(0);
  for (let plane = 0; plane < planes; plane++) {
    const at = plane * size + start;
    for (let i = 0; i < length; i++) norms[i] = norms[i]! + field[at + i]! * field[at + i]!;
  }
}

function scaleBlock(field: Float32Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) field[at + i] = field[at + i]! * norms[i]!;
}
