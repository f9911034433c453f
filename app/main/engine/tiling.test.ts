import { expect, test } from 'vitest';
import { createImage, type Image } from '../../compute/image.ts';
import type { Rect } from '../../contract/index.ts';
import { createBlender } from './blend.ts';
import { block, unknownBoxes, type BlockMap } from './components.ts';
import { crop, grow, intersect, relative, scaled } from './rects.ts';
import { noisyPicture, randomNumbers } from './testing/sessionImages.ts';
import { planTiles, tilePixels } from './tiling.ts';

const bounds: Rect = { x: 0, y: 0, width: 700, height: 430 };
const count = (counts: Uint8Array, at: number): void => {
  counts[at] = (counts[at] ?? 0) + 1;
};
const random = randomNumbers(7);
const pick = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));

interface Case {
  area: Rect;
  halo: number;
  pixels: number;
  grid: number;
}

const cases: Case[] = Array.from({ length: 60 }, () => {
  const x = pick(0, 300);
  const y = pick(0, 200);
  const area = { x, y, width: pick(1, 700 - x), height: pick(1, 430 - y) };
  return { area, halo: pick(0, 40), pixels: pick(40_000, 120_000), grid: [1, 1, 4, 8][pick(0, 3)] ?? 1 };
});

test('tiles answer for every pixel once, see their halo and fit the budget', () => {
  let cut = 0;
  for (const { area, halo, pixels, grid } of cases) {
    const { tiles, ramp } = planTiles(area, bounds, halo, pixels, grid);
    if (tiles.length > 1) cut++;
    const covered = new Uint8Array(area.width * area.height);
    for (const { core, grown } of tiles) {
      for (let y = core.y; y < core.y + core.height; y++)
        for (let x = core.x; x < core.x + core.width; x++)
          count(covered, (y - area.y) * area.width + x - area.x);
      const needed = grow(grow(core, ramp, area), halo, bounds);
      expect(intersect(grown, needed)).toEqual(needed);
      expect(intersect(grown, bounds)).toEqual(grown);
      expect(grown.width * grown.height).toBeLessThanOrEqual(pixels);
      expect([grown.x % grid, grown.y % grid]).toEqual([0, 0]);
    }
    expect(covered.every((count) => count === 1)).toBe(true);
  }
  expect(cut).toBeGreaterThan(10);
});

test('a tile that is transformed has quick sides, unless the picture is too small for them', () => {
  const [tile] = planTiles({ x: 600, y: 100, width: 90, height: 113 }, bounds, 7, 1e6, 1, true).tiles;
  expect(tile?.grown).toEqual({ x: 592, y: 93, width: 108, height: 128 });
  const [high] = planTiles({ x: 0, y: 3, width: 10, height: 425 }, bounds, 2, 1e6, 1, true).tiles;
  expect(high?.grown).toEqual({ x: 0, y: 1, width: 12, height: 429 });
});

test('a picture that fits is one tile', () => {
  expect(planTiles(bounds, bounds, 20, 700 * 430).tiles).toEqual([{ core: bounds, grown: bounds }]);
});

test('a memory limit below the smallest tile is told, not ignored', () => {
  expect(() => planTiles(bounds, bounds, 200, 10_000)).toThrow('raise the memory limit');
});

test('the budget bounds what a tile holds, and any one array', () => {
  const budget = { memoryMegabytes: 256, workingCopies: 8, channels: 3, scale: 1 };
  expect(tilePixels(budget) * 8 * 3 * 4).toBeLessThan(256 * 2 ** 20);
  expect(tilePixels({ ...budget, scale: 4 }) * 16).toBeLessThan(tilePixels(budget) * 1.5);
  const huge = { memoryMegabytes: 65_536, workingCopies: 1, channels: 3, scale: 8 };
  expect(tilePixels(huge) * 64 * 3 * 4).toBeLessThanOrEqual(512 * 2 ** 20);
});

async function blended(image: Image, { area, halo, pixels, grid }: Case, scale: number): Promise<Image> {
  const { tiles, ramp } = planTiles(area, bounds, halo, pixels, grid);
  const out = scaled(area, scale);
  const result = createImage(out.width, out.height, image.channels);
  const times = new Uint8Array(out.width * out.height);
  const blender = createBlender(out, ramp * scale, image.channels, (x, y, piece) => {
    for (let channel = 0, i = 0; channel < piece.channels; channel++)
      for (let row = 0; row < piece.height; row++)
        for (let column = 0; column < piece.width; column++, i++) {
          const at = (y - out.y + row) * out.width + x - out.x + column;
          result.data[channel * out.width * out.height + at] = piece.data[i] ?? NaN;
          if (channel === 0) count(times, at);
        }
    return Promise.resolve();
  });
  for (const { core } of tiles) {
    const wanted = blender.wanted(scaled(core, scale));
    // A copy: the blender weighs its tiles in place.
    await blender.add(scaled(core, scale), {
      ...crop(image, wanted),
      data: crop(image, wanted).data.slice(),
    });
  }
  expect(times.every((count) => count === 1)).toBe(true);
  return result;
}

test.each([1, 2])(
  'blending equal tiles gives the picture back, each pixel written once (scale %i)',
  async (scale) => {
    const image = noisyPicture(bounds.width * scale, bounds.height * scale, 2);
    for (const given of cases.slice(0, 25)) {
      const result = await blended(image, given, scale);
      const expected = crop(image, scaled(given.area, scale));
      let worst = 0;
      for (let i = 0; i < expected.data.length; i++)
        worst = Math.max(worst, Math.abs((expected.data[i] ?? 0) - (result.data[i] ?? NaN)));
      expect(worst).toBeLessThan(1e-6);
    }
  },
);

function blockMap(columns: number, rows: number, unknown: (x: number, y: number) => boolean): BlockMap {
  const state = Uint8Array.from({ length: columns * rows }, (_, i) =>
    unknown(i % columns, Math.floor(i / columns)) ? 1 : 0,
  );
  return { columns, rows, state };
}

test('boxes hold every unknown block and keep their distance', () => {
  const size = { x: 0, y: 0, width: 60 * block - 5, height: 40 * block - 9 };
  for (let round = 0; round < 30; round++) {
    const density = random() * 0.08;
    const margin = pick(2, 24);
    const map = blockMap(60, 40, () => random() < density);
    const boxes = unknownBoxes(map, margin, size);
    const lost = Array.from(map.state.keys()).filter((i) => {
      const at = { x: (i % 60) * block, y: Math.floor(i / 60) * block, width: 1, height: 1 };
      return map.state[i] === 1 && boxes.filter((box) => intersect(box, at) !== null).length !== 1;
    });
    expect(lost).toEqual([]);
    for (const [index, box] of boxes.entries()) {
      expect(intersect(box, size)).toEqual(box);
      const around = grow(box, margin, size);
      const near = boxes.slice(index + 1).filter((other) => intersect(around, grow(other, margin, size)));
      expect(near).toEqual([]);
    }
  }
});

test('far specks stay apart, diagonal neighbours come together', () => {
  const size = { x: 0, y: 0, width: 20 * block, height: 20 * block };
  const map = blockMap(
    20,
    20,
    (x, y) => (x === 2 && y === 2) || (x === 3 && y === 3) || (x === 15 && y === 15),
  );
  const boxes = unknownBoxes(map, 4, size).map((box) => relative(box, { x: 0, y: 0 }));
  expect(boxes).toEqual([
    { x: 2 * block, y: 2 * block, width: 2 * block, height: 2 * block },
    { x: 15 * block, y: 15 * block, width: block, height: block },
  ]);
});
