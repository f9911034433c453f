/** Plane affine maps, in the order of `CanvasRenderingContext2D.setTransform`. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle with real edges; the contract's `Rect` is one with whole ones. */
export interface Box extends Point, Size {}

/** x′ = a x + c y + e, y′ = b x + d y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Affine = [1, 0, 0, 1, 0, 0];

export const translation = (x: number, y: number): Affine => [1, 0, 0, 1, x, y];

export const scaling = (x: number, y = x): Affine => [x, 0, 0, y, 0, 0];

/** The map that applies the last one first, as in matrix notation. */
export function compose(...maps: readonly Affine[]): Affine {
  return maps.reduce(
    ([a, b, c, d, e, f], [p, q, r, s, t, u]): Affine => [
      a * p + c * q,
      b * p + d * q,
      a * r + c * s,
      b * r + d * s,
      a * t + c * u + e,
      b * t + d * u + f,
    ],
    identity,
  );
}

export function invert([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * d - b * c;
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ];
}

export const apply = ([a, b, c, d, e, f]: Affine, { x, y }: Point): Point => ({
  x: a * x + c * y + e,
  y: b * x + d * y + f,
});

export const corners = ({ x, y, width, height }: Box): [Point, Point, Point, Point] => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
];

/** The smallest upright box around the image of `box`. */
export function boundsUnder(map: Affine, box: Box): Box {
  const points = corners(box).map((point) => apply(map, point));
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The common part of two boxes, null where they do not overlap. */
export function intersect(one: Box, other: Box): Box | null {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** `box` with its edges moved outwards by `margin`. */
export const inflate = ({ x, y, width, height }: Box, margin: number): Box => ({
  x: x - margin,
  y: y - margin,
  width: width + 2 * margin,
  height: height + 2 * margin,
});
