import { describe, expect, it } from 'vitest';
import { maskCell } from '../../contract/routes.ts';
import { SparseMask } from './sparseMask.ts';

const width = 700;
const height = 400;
const hard = { hardness: 1, value: 255 } as const;
const eraser = { hardness: 1, value: 0 } as const;

/** All coverage bytes, row by row. */
function dense(mask: SparseMask): Uint8Array {
  const out = new Uint8Array(mask.width * mask.height);
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) out[y * mask.width + x] = mask.coverageAt(x, y);
  }
  return out;
}

const area = (mask: SparseMask): number => dense(mask).reduce((sum, value) => sum + value, 0) / 255;

const different = (one: SparseMask, other: SparseMask): number => {
  const [a, b] = [dense(one), dense(other)];
  return a.reduce((count, value, i) => count + (value === b[i] ? 0 : 1), 0);
};

const blob = SparseMask.empty(width, height)
  .withStroke(
    [
      { x: 200, y: 180, radius: 30 },
      { x: 300, y: 300, radius: 12 },
      { x: 690, y: 390, radius: 40 },
    ],
    { hardness: 0.4, value: 255 },
  )
  .fillRect({ x: 0, y: 0, width: 60, height: 400 }, 255);

describe('strokes', () => {
  it('cover the union of their stamps', () => {
    const radius = 21;
    const mask = SparseMask.empty(width, height).withStroke(
      [
        { x: 240, y: 250, radius },
        { x: 290, y: 270, radius },
      ],
      hard,
    );
    const length = Math.hypot(50, 20);
    expect(area(mask)).toBeCloseTo(Math.PI * radius ** 2 + 2 * radius * length, -2);
    for (const [x, y] of [
      [240, 250],
      [265, 260],
      [222, 250],
    ] as const) {
      expect(mask.coverageAt(x, y)).toBe(255);
    }
    expect(mask.coverageAt(240, 250 - radius - 2)).toBe(0);
  });

  it('do not depend on how they are cut into pieces', () => {
    const points = Array.from({ length: 9 }, (_, i) => ({
      x: 100 + 60 * i,
      y: 200 + 90 * Math.sin(i),
      radius: 5 + 3 * i,
    }));
    const empty = SparseMask.empty(width, height);
    const whole = empty.withStroke(points, { hardness: 0.3, value: 255 });
    let pieces = empty;
    for (let i = 1; i < points.length; i++)
      pieces = pieces.withStroke(points.slice(i - 1, i + 1), { hardness: 0.3, value: 255 });
    expect(different(whole, pieces)).toBe(0);
    expect(different(whole.withStroke(points, { hardness: 0.3, value: 255 }), whole)).toBe(0);
  });

  it('fall off from the hard core to the rim', () => {
    const mask = SparseMask.empty(width, height).withStroke([{ x: 350.5, y: 200.5, radius: 40 }], {
      hardness: 0.5,
      value: 255,
    });
    const profile = Array.from({ length: 45 }, (_, i) => mask.coverageAt(350 + i, 200));
    expect(profile.slice(0, 21).every((value) => value === 255)).toBe(true);
    for (let i = 1; i < profile.length; i++) expect(profile[i]).toBeLessThanOrEqual(profile[i - 1] ?? 0);
    expect(profile[42]).toBe(0);
  });

  it('paint a single pixel with the smallest brush', () => {
    const mask = SparseMask.empty(width, height).withStroke([{ x: 10.5, y: 10.5, radius: 0.5 }], hard);
    expect(mask.bounds()).toEqual({ x: 10, y: 10, width: 1, height: 1 });
    expect(mask.coverageAt(10, 10)).toBe(255);
  });

  it('are erased by the same stroke', () => {
    const points = [
      { x: 100, y: 100, radius: 30 },
      { x: 600, y: 350, radius: 30 },
    ];
    const mask = SparseMask.empty(width, height).withStroke(points, hard).withStroke(points, eraser);
    expect(dense(mask).every((value) => value <= 128)).toBe(true);
    const all = SparseMask.empty(width, height).invert();
    expect(area(all) - area(all.withStroke(points, eraser))).toBeCloseTo(
      area(all.clear().withStroke(points, hard)),
      3,
    );
  });

  it('share every cell they do not touch', () => {
    const before = blob;
    const after = before.withStroke([{ x: 400, y: 100, radius: 10 }], hard);
    const changed = after.changedSince(before);
    expect(changed.map(({ column, row }) => [column, row])).toEqual([[1, 0]]);
    expect(after.cell(2, 1)).toBe(before.cell(2, 1));
    expect(before.coverageAt(400, 100)).toBe(0);
  });

  it('touch as many cells on a large photo as on a small one', () => {
    const small = SparseMask.empty(2000, 1000);
    const large = SparseMask.empty(20000, 10000);
    const points = [{ x: 500, y: 500, radius: 40 }];
    expect(large.withStroke(points, hard).changedSince(large)).toHaveLength(
      small.withStroke(points, hard).changedSince(small).length,
    );
  });
});

describe('shapes', () => {
  it('fill whole cells as numbers', () => {
    const mask = SparseMask.empty(width, height).fillRect({ x: 0, y: 0, width, height }, 255);
    expect([...mask.cells()].every(({ data }) => data === 255)).toBe(true);
    expect(mask.fillRect({ x: 0, y: 0, width, height }, 0).isEmpty).toBe(true);
    expect(mask.bounds()).toEqual({ x: 0, y: 0, width, height });
  });

  it('agree between rectangle and polygon', () => {
    const box = { x: 100, y: 50, width: 311, height: 260 };
    const rectangle = SparseMask.empty(width, height).fillRect(box, 255);
    const polygon = SparseMask.empty(width, height).fillPolygon(
      [
        { x: 100, y: 50 },
        { x: 411, y: 50 },
        { x: 411, y: 310 },
        { x: 100, y: 310 },
      ],
      255,
    );
    expect(different(rectangle, polygon)).toBe(0);
    expect(rectangle.bounds()).toEqual(box);
  });

  it('have the polygon’s area, also beyond the border', () => {
    const triangle = [
      { x: 40.25, y: 30.5 },
      { x: 600.75, y: 100.25 },
      { x: 200.5, y: 390.75 },
    ];
    const empty = SparseMask.empty(width, height);
    const exact = Math.abs((560.5 * 360.25 - 160.25 * 69.75) / 2);
    expect(Math.abs(area(empty.fillPolygon(triangle, 255)) - exact)).toBeLessThan(exact * 1e-3);
    const outside = [
      { x: -100, y: -100 },
      { x: 5000, y: -100 },
      { x: 5000, y: 5000 },
      { x: -100, y: 5000 },
    ];
    expect(different(empty.fillPolygon(outside, 255), empty.invert())).toBe(0);
    expect(empty.invert().fillPolygon(outside, 0).isEmpty).toBe(true);
  });

  it('fill a loop drawn twice round (nonzero winding)', () => {
    const ring = Array.from({ length: 40 }, (_, i) => ({
      x: 300 + 80 * Math.cos((i * Math.PI) / 10),
      y: 200 + 80 * Math.sin((i * Math.PI) / 10),
    }));
    expect(SparseMask.empty(width, height).fillPolygon(ring, 255).coverageAt(300, 200)).toBe(255);
  });
});

describe('growing and shrinking', () => {
  it('is the flat dilation by a disk', async () => {
    const small = SparseMask.empty(300, 280)
      .withStroke([{ x: 250, y: 250, radius: 14 }], { hardness: 0, value: 255 })
      .fillRect({ x: 3, y: 5, width: 4, height: 1 }, 255);
    const source = dense(small);
    for (const radius of [1, 2.5, 7]) {
      const grown = dense(await small.grow(radius));
      const r = Math.floor(radius);
      for (let y = 0; y < 280; y++) {
        for (let x = 0; x < 300; x++) {
          let most = 0;
          for (let dy = -r; dy <= r; dy++) {
            for (let dx = -r; dx <= r; dx++) {
              if (dx * dx + dy * dy > radius * radius || x + dx < 0 || x + dx >= 300) continue;
              most = Math.max(most, source[(y + dy) * 300 + x + dx] ?? 0);
            }
          }
          if (grown[y * 300 + x] !== most) throw new Error(`radius ${radius}, at ${x} ${y}`);
        }
      }
    }
  });

  it('has shrinking as its mirror image, and the border does not count', async () => {
    const shrunk = await blob.shrink(9);
    const mirrored = (await blob.invert().grow(9)).invert();
    expect(different(shrunk, mirrored)).toBe(0);
    const full = blob.clear().invert();
    expect(different(await full.shrink(50), full)).toBe(0);
    expect((await blob.clear().grow(50)).isEmpty).toBe(true);
  });

  it('closes: grown and shrunk again covers at least what it did', async () => {
    const closed = dense(await (await blob.grow(6)).shrink(6));
    expect(dense(blob).every((value, i) => (closed[i] ?? 0) >= value)).toBe(true);
  });
});

describe('feathering', () => {
  it('makes a straight edge an error function of σ = radius / 2', async () => {
    const soft = await SparseMask.empty(600, 520)
      .fillRect({ x: 0, y: 0, width: 256, height: 520 }, 255)
      .feather(20);
    const profile = Array.from({ length: 60 }, (_, i) => soft.coverageAt(226 + i, 260));
    expect((profile[29] ?? 0) + (profile[30] ?? 0)).toBeCloseTo(255, -1);
    // Φ(±1) = 0.8413 and 0.1587, at one σ = 10 pixels from the edge.
    expect(((profile[19] ?? 0) + (profile[20] ?? 0)) / 2 / 255).toBeCloseTo(0.841, 2);
    expect(((profile[39] ?? 0) + (profile[40] ?? 0)) / 2 / 255).toBeCloseTo(0.159, 2);
  });

  it('leaves full and empty masks as they are', async () => {
    const full = SparseMask.empty(width, height).invert();
    expect(different(await full.feather(30), full)).toBe(0);
    expect((await full.clear().feather(30)).isEmpty).toBe(true);
  });

  it('keeps the total coverage away from the border', async () => {
    const dot = SparseMask.empty(900, 900).withStroke([{ x: 450, y: 450, radius: 60 }], hard);
    expect(Math.abs(area(await dot.feather(24)) / area(dot) - 1)).toBeLessThan(0.002);
  });
});

describe('the route’s format', () => {
  it('goes there and back', async () => {
    const bytes = await blob.encode().arrayBuffer();
    expect(bytes.byteLength).toBe([...blob.cells()].length * (8 + maskCell ** 2));
    expect(different(SparseMask.decode(width, height, bytes), blob)).toBe(0);
  });

  it('pads the cells at the edge with 0', async () => {
    const full = SparseMask.empty(300, 10).invert();
    const bytes = new Uint8Array(await full.encode().arrayBuffer());
    const body = bytes.subarray(8 + maskCell ** 2 + 8);
    expect(body.reduce((sum, value) => sum + value, 0)).toBe(255 * 44 * 10);
    expect(different(SparseMask.decode(300, 10, bytes.buffer), full)).toBe(0);
  });

  it('refuses what is not a mask of this size', async () => {
    const bytes = await blob.encode().arrayBuffer();
    expect(() => SparseMask.decode(width, height, bytes.slice(1))).toThrow('cut short');
    expect(() => SparseMask.decode(100, 100, bytes)).toThrow('larger');
  });
});

it('is its own inverse twice', () => {
  expect(different(blob.invert().invert(), blob)).toBe(0);
  expect(area(blob) + area(blob.invert())).toBeCloseTo(width * height, 3);
});
