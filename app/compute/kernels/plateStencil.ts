import type { Stencil } from './gridRows.ts';

/** One difference of the plate's energy: what it multiplies each pixel by, and its weight. */
interface Difference {
  readonly weight: number;
  readonly parts: readonly (readonly [dx: number, dy: number, factor: number])[];
}

/** x_xx² + 2 x_xy² + x_yy². */
const differences: readonly Difference[] = [
  {
    weight: 1,
    parts: [
      [-1, 0, 1],
      [0, 0, -2],
      [1, 0, 1],
    ],
  },
  {
    weight: 1,
    parts: [
      [0, -1, 1],
      [0, 0, -2],
      [0, 1, 1],
    ],
  },
  {
    weight: 2,
    parts: [
      [0, 0, 1],
      [1, 0, -1],
      [0, 1, -1],
      [1, 1, 1],
    ],
  },
];

/**
 * The row of the thin plate's operator (the gradient of ½ Σ x_xx² + 2 x_xy² + x_yy², see `bendingForce`) at a
 * pixel with so many pixels on each side of it, counted up to 2: differences that leave the picture do not count.
 */
export function plateStencil(left: number, right: number, above: number, below: number): Stencil {
  const sums = new Map<string, { dx: number; dy: number; sum: number }>();
  const inside = (dx: number, dy: number) => dx >= -left && dx <= right && dy >= -above && dy <= below;
  for (const { weight, parts } of differences)
    for (const [ownX, ownY, own] of parts) {
      // The difference placed so that this part of it falls on the pixel.
      const placed = parts.map(([dx, dy, factor]) => ({ dx: dx - ownX, dy: dy - ownY, factor }));
      if (!placed.every(({ dx, dy }) => inside(dx, dy))) continue;
      for (const { dx, dy, factor } of placed) {
        const key = `${dx} ${dy}`;
        const entry = sums.get(key) ?? { dx, dy, sum: 0 };
        entry.sum += weight * own * factor;
        sums.set(key, entry);
      }
    }
  const entries = [...sums.values()].filter(({ sum }) => sum !== 0);
  return {
    dx: Int32Array.from(entries, ({ dx }) => dx),
    dy: Int32Array.from(entries, ({ dy }) => dy),
    coefficient: Float64Array.from(entries, ({ sum }) => sum),
  };
}
