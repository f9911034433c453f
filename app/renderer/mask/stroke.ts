import type { Point } from '../geometry/affine.ts';

/** Where the brush was, and its radius there, in pixels of the image. */
export interface StrokePoint extends Point {
  readonly radius: number;
}

export interface BrushTip {
  /** 1: a hard edge one pixel wide; 0: a falloff from the middle to the rim. */
  readonly hardness: number;
  /** What is painted: 255 covers, 0 erases. */
  readonly value: 0 | 255;
}

/** The part of a stroke between two points: the union of the round stamps on the way. */
export interface Capsule {
  readonly from: StrokePoint;
  readonly to: StrokePoint;
}

/** A stroke's capsules; a single point is one capsule of length 0. */
export function capsulesOf(points: readonly StrokePoint[]): Capsule[] {
  const [first] = points;
  if (!first) return [];
  if (points.length === 1) return [{ from: first, to: first }];
  return points.slice(1).map((to, index) => ({ from: points[index] ?? first, to }));
}

/** The rim lies half a pixel outside the radius, so that an edge has one pixel to fade in. */
export const rim = (radius: number): number => radius + 0.5;

/** A window of coverage bytes: `data[(y − top) · stride + x − left]` is pixel (x, y). */
export interface CoverageWindow {
  readonly data: Uint8Array;
  readonly stride: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Paints one capsule into a window: the brush takes the larger coverage, the eraser the smaller
 * remainder, so that going over a place twice changes nothing.
 */
export function paintCapsule(target: CoverageWindow, { from, to }: Capsule, tip: BrushTip): void {
  const { data, stride } = target;
  const reach = rim(Math.max(from.radius, to.radius));
  const x0 = Math.max(target.left, Math.floor(Math.min(from.x, to.x) - reach));
  const x1 = Math.min(target.right, Math.ceil(Math.max(from.x, to.x) + reach));
  const y0 = Math.max(target.top, Math.floor(Math.min(from.y, to.y) - reach));
  const y1 = Math.min(target.bottom, Math.ceil(Math.max(from.y, to.y) + reach));
  const [dx, dy, dr] = [to.x - from.x, to.y - from.y, to.radius - from.radius];
  const lengthSquared = dx * dx + dy * dy;
  const perLength = lengthSquared > 0 ? 1 / lengthSquared : 0;
  const erase = tip.value === 0;
  for (let y = y0; y < y1; y++) {
    const py = y + 0.5 - from.y;
    let index = (y - target.top) * stride + x0 - target.left;
    for (let x = x0; x < x1; x++, index++) {
      const px = x + 0.5 - from.x;
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) * perLength));
      const [ex, ey] = [px - along * dx, py - along * dy];
      const coverage = falloff(ex * ex + ey * ey, from.radius + along * dr, tip.hardness);
      if (coverage === 0) continue;
      const old = data[index] ?? 0;
      if (erase) {
        if (255 - coverage < old) data[index] = 255 - coverage;
      } else if (coverage > old) data[index] = coverage;
    }
  }
}

/** Coverage 0–255 at a squared distance from the stroke's middle line. */
function falloff(squared: number, radius: number, hardness: number): number {
  const outer = rim(radius);
  if (squared >= outer * outer) return 0;
  const inner = Math.max(0, Math.min(radius - 0.5, hardness * radius));
  if (squared <= inner * inner) return 255;
  const t = (outer - Math.sqrt(squared)) / (outer - inner);
  return Math.round(255 * t * t * (3 - 2 * t));
}
