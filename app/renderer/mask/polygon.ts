import type { Point } from '../geometry/affine.ts';

/** An edge that crosses sample lines downwards (+1) or upwards (−1). */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly x: number;
  readonly slope: number;
  readonly winding: 1 | -1;
}

/** Sample lines per row of pixels; along a row coverage is exact. */
const lines = 8;

function edgesOf(points: readonly Point[]): Edge[] {
  const edges: Edge[] = [];
  points.forEach((from, index) => {
    const to = points[(index + 1) % points.length] ?? from;
    if (from.y === to.y) return;
    const [upper, lower] = from.y < to.y ? [from, to] : [to, from];
    edges.push({
      top: upper.y,
      bottom: lower.y,
      x: upper.x,
      slope: (lower.x - upper.x) / (lower.y - upper.y),
      winding: from.y < to.y ? 1 : -1,
    });
  });
  return edges.sort((one, other) => one.top - other.top);
}

/**
 * Coverage of a closed polygon (nonzero winding: a loop that crosses itself is filled), row by row.
 * Every row from `top` to `bottom` (excluded) is announced with its coverage in [0, 1] for the pixels
 * from 0 to `width`; the array is used again for the next row.
 */
export function scanPolygon(
  points: readonly Point[],
  width: number,
  top: number,
  bottom: number,
  visit: (y: number, coverage: Float32Array) => void,
): void {
  const edges = edgesOf(points);
  const steps = new Float32Array(width + 2);
  const coverage = new Float32Array(width);
  let next = 0;
  let active: Edge[] = [];
  for (let y = top; y < bottom; y++) {
    steps.fill(0);
    for (; next < edges.length; next++) {
      const edge = edges[next];
      if (!edge || edge.top >= y + 1) break;
      active.push(edge);
    }
    active = active.filter((edge) => edge.bottom > y);
    for (let line = 0; line < lines; line++) addLine(active, y + (line + 0.5) / lines, width, steps);
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += steps[x] ?? 0;
      coverage[x] = Math.min(1, Math.max(0, sum / lines));
    }
    visit(y, coverage);
  }
}

function addLine(active: readonly Edge[], y: number, width: number, steps: Float32Array): void {
  const crossings = active
    .filter((edge) => edge.top <= y && edge.bottom > y)
    .map((edge) => ({ x: edge.x + (y - edge.top) * edge.slope, winding: edge.winding }))
    .sort((one, other) => one.x - other.x);
  let winding = 0;
  let start = 0;
  for (const crossing of crossings) {
    const before = winding;
    winding += crossing.winding;
    if (before === 0) start = crossing.x;
    else if (winding === 0) addSpan(start, crossing.x, width, steps);
  }
}

/** Adds a span's exact coverage as differences between neighbouring pixels. */
function addSpan(from: number, to: number, width: number, steps: Float32Array): void {
  addStep(Math.min(width, Math.max(0, from)), 1, steps);
  addStep(Math.min(width, Math.max(0, to)), -1, steps);
}

function addStep(at: number, sign: 1 | -1, steps: Float32Array): void {
  const pixel = Math.floor(at);
  const part = at - pixel;
  steps[pixel] = (steps[pixel] ?? 0) + sign * (1 - part);
  steps[pixel + 1] = (steps[pixel + 1] ?? 0) + sign * part;
}
