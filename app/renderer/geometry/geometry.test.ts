import { describe, expect, it } from 'vitest';
import type { Geometry } from '../../contract/index.ts';
import { apply, compose } from './affine.ts';
import type { Point } from './affine.ts';
import {
  cropHandles,
  cropIsFilled,
  cropWithRatio,
  fitCrop,
  largestCrop,
  moveCrop,
  resizeCrop,
} from './crop.ts';
import {
  cropOf,
  flipHorizontal,
  flipVertical,
  frameSize,
  frameToImage,
  imageRectOf,
  imageToFrame,
  imageToPicture,
  rotateQuarter,
  scaleGeometry,
  untouched,
} from './geometry.ts';
import { straightenFromLine, straightenTo } from './straighten.ts';

/** A small repeatable generator (Park and Miller). */
function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

const image = { width: 640, height: 427 };

function randomGeometry(random: () => number): Geometry {
  const base: Geometry = {
    mirror: random() < 0.5,
    quarterTurns: Math.floor(random() * 4) as Geometry['quarterTurns'],
    straighten: random() < 0.3 ? 0 : Math.round((random() * 90 - 45) * 100) / 100,
    crop: null,
  };
  const frame = frameSize(image, base);
  const wanted = {
    x: random() * frame.width * 0.8,
    y: random() * frame.height * 0.8,
    width: 20 + random() * frame.width * 0.5,
    height: 20 + random() * frame.height * 0.5,
  };
  return { ...base, crop: fitCrop(image, base, wanted) };
}

const cases = Array.from({ length: 200 }, (_, seed) => randomGeometry(generator(seed + 1)));

const close = (one: Point, other: Point): void => {
  expect(one.x).toBeCloseTo(other.x, 6);
  expect(one.y).toBeCloseTo(other.y, 6);
};

/** Where the picture shows an image point, as a part of the picture's size. */
function seen(geometry: Geometry, point: Point): Point {
  const at = apply(imageToPicture(image, geometry), point);
  const { width, height } = cropOf(image, geometry);
  return { x: at.x / width, y: at.y / height };
}

describe('frame and image', () => {
  it('turns clockwise', () => {
    const turned = { ...untouched, quarterTurns: 1 as const };
    expect(frameSize(image, turned)).toEqual({ width: 427, height: 640 });
    close(apply(imageToFrame(image, turned), { x: 0, y: 0 }), { x: 427, y: 0 });
    close(apply(imageToFrame(image, turned), { x: 640, y: 0 }), { x: 427, y: 640 });
  });

  it('mirrors before it turns', () => {
    const both: Geometry = { ...untouched, mirror: true, quarterTurns: 1 };
    close(apply(imageToFrame(image, both), { x: 640, y: 0 }), { x: 427, y: 0 });
  });

  it('straightens clockwise about the middle', () => {
    const tilted = { ...untouched, straighten: 10 };
    close(apply(imageToFrame(image, tilted), { x: 320, y: 213.5 }), { x: 320, y: 213.5 });
    expect(apply(imageToFrame(image, tilted), { x: 640, y: 213.5 }).y).toBeGreaterThan(213.5);
  });

  it('goes there and back', () => {
    for (const geometry of cases) {
      const there = apply(imageToFrame(image, geometry), { x: 12.5, y: 300.25 });
      close(apply(frameToImage(image, geometry), there), { x: 12.5, y: 300.25 });
    }
  });

  it('names the very pixels a crop shows', () => {
    const crop = { x: 30, y: 41, width: 100, height: 77 };
    expect(imageRectOf(image, untouched, crop)).toEqual(crop);
    for (const quarterTurns of [0, 1, 2, 3] as const) {
      const turned = { ...untouched, quarterTurns };
      expect(imageRectOf(image, turned, crop)).toMatchObject(
        quarterTurns % 2 === 0 ? { width: 100, height: 77 } : { width: 77, height: 100 },
      );
    }
    expect(imageRectOf(image, untouched, { x: 700, y: 0, width: 5, height: 5 })).toBeNull();
  });
});

describe('turning and flipping', () => {
  const turn = (geometry: Geometry): Geometry => rotateQuarter(image, geometry, 'clockwise');
  const back = (geometry: Geometry): Geometry => rotateQuarter(image, geometry, 'counterclockwise');
  const flip = (geometry: Geometry): Geometry => flipHorizontal(image, geometry);

  it('obeys the laws of the square', () => {
    for (const geometry of cases) {
      expect(turn(turn(turn(turn(geometry))))).toEqual(geometry);
      expect(back(turn(geometry))).toEqual(geometry);
      expect(flip(flip(geometry))).toEqual(geometry);
      expect(flip(turn(geometry))).toEqual(back(flip(geometry)));
      expect(flipVertical(image, flipVertical(image, geometry))).toEqual(geometry);
    }
  });

  it('moves what is seen as it says, crop and straightening included', () => {
    for (const geometry of cases) {
      const point = { x: 200, y: 150 };
      const { x, y } = seen(geometry, point);
      close(seen(turn(geometry), point), { x: 1 - y, y: x });
      close(seen(back(geometry), point), { x: y, y: 1 - x });
      close(seen(flip(geometry), point), { x: 1 - x, y });
      close(seen(flipVertical(image, geometry), point), { x, y: 1 - y });
    }
  });

  it('keeps crops inside the picture', () => {
    for (const geometry of cases) {
      for (const changed of [turn(geometry), back(geometry), flip(geometry)]) {
        expect(cropIsFilled(image, changed, cropOf(image, changed))).toBe(true);
      }
    }
  });
});

describe('crops', () => {
  const filled = (geometry: Geometry, crop = cropOf(image, geometry)): void => {
    const map = frameToImage(image, geometry);
    for (const dx of [0, crop.width]) {
      for (const dy of [0, crop.height]) {
        const corner = apply(map, { x: crop.x + dx, y: crop.y + dy });
        expect(corner.x).toBeGreaterThan(-1e-3);
        expect(corner.y).toBeGreaterThan(-1e-3);
        expect(corner.x).toBeLessThan(image.width + 1e-3);
        expect(corner.y).toBeLessThan(image.height + 1e-3);
      }
    }
    const frame = frameSize(image, geometry);
    expect(crop.x).toBeGreaterThanOrEqual(0);
    expect(crop.y).toBeGreaterThanOrEqual(0);
    expect(crop.x + crop.width).toBeLessThanOrEqual(frame.width);
    expect(crop.y + crop.height).toBeLessThanOrEqual(frame.height);
    for (const value of Object.values(crop)) expect(Number.isInteger(value)).toBe(true);
  };

  it('has no empty corner, whatever is dragged where', () => {
    const random = generator(77);
    for (const geometry of cases) {
      filled(geometry);
      const by = { x: (random() - 0.5) * 900, y: (random() - 0.5) * 900 };
      filled(geometry, moveCrop(image, geometry, by));
      for (const handle of cropHandles) {
        filled(geometry, resizeCrop(image, geometry, handle, by, null));
        filled(geometry, resizeCrop(image, geometry, handle, by, 1.5));
      }
      filled(geometry, cropWithRatio(image, geometry, 16 / 9));
      filled(geometry, largestCrop(image, geometry));
      filled(straightenTo(image, geometry, (random() - 0.5) * 90));
    }
  });

  it('keeps the opposite edges where they are', () => {
    const geometry = { ...untouched, crop: { x: 100, y: 100, width: 200, height: 120 } };
    const by = { x: -20, y: 15 };
    expect(resizeCrop(image, geometry, 'nw', by, null)).toEqual({ x: 80, y: 115, width: 220, height: 105 });
    expect(resizeCrop(image, geometry, 'e', by, null)).toEqual({ x: 100, y: 100, width: 180, height: 120 });
    expect(resizeCrop(image, geometry, 's', { x: 0, y: 1000 }, null)).toEqual({
      x: 100,
      y: 100,
      width: 200,
      height: 327,
    });
    expect(resizeCrop(image, geometry, 'se', { x: -1000, y: -1000 }, null)).toMatchObject({
      width: 1,
      height: 1,
    });
  });

  it('keeps the ratio', () => {
    for (const geometry of cases) {
      const crop = resizeCrop(image, geometry, 'se', { x: 40, y: -10 }, 3 / 2);
      expect(Math.abs(crop.width - crop.height * 1.5)).toBeLessThanOrEqual(2.5);
    }
    expect(cropWithRatio(image, untouched, 1)).toEqual({ x: 107, y: 0, width: 427, height: 427 });
  });

  it('moves without changing size, and slides along the border', () => {
    const geometry = { ...untouched, crop: { x: 100, y: 100, width: 200, height: 120 } };
    expect(moveCrop(image, geometry, { x: 1000, y: 13.4 })).toEqual({
      x: 440,
      y: 113,
      width: 200,
      height: 120,
    });
    for (const tilted of cases) {
      const moved = moveCrop(image, tilted, { x: 33.3, y: -21.7 });
      expect([moved.width, moved.height]).toEqual([tilted.crop?.width, tilted.crop?.height]);
    }
  });

  it('is scaled with an upscaled result', () => {
    const geometry = { ...untouched, crop: { x: 10, y: 20, width: 101, height: 50 } };
    const larger = { width: image.width * 3, height: image.height * 3 };
    expect(scaleGeometry(image, larger, geometry).crop).toEqual({ x: 30, y: 60, width: 303, height: 150 });
    expect(scaleGeometry(image, larger, untouched)).toBe(untouched);
    const turned = rotateQuarter(image, geometry, 'clockwise');
    expect(scaleGeometry(image, larger, turned)).toEqual(
      rotateQuarter(larger, scaleGeometry(image, larger, geometry), 'clockwise'),
    );
  });
});

describe('straightening', () => {
  it('makes the drawn line level, or upright where that is nearer', () => {
    for (const geometry of [untouched, ...cases]) {
      // Two image points; their line as seen is drawn, and seen again after straightening.
      const points = [
        { x: 100, y: 200 },
        { x: 400, y: 230 },
      ].map((point) => [point, apply(imageToFrame(image, geometry), point)] as const);
      const [from, to] = points;
      if (!from || !to) throw new Error('two points');
      const level = straightenFromLine(image, geometry, from[1], to[1]);
      if (Math.abs(level.straighten) === 45) continue;
      const a = apply(imageToFrame(image, level), from[0]);
      const b = apply(imageToFrame(image, level), to[0]);
      expect(Math.min(Math.abs(a.x - b.x), Math.abs(a.y - b.y))).toBeLessThan(1e-6);
    }
  });

  it('lets an automatic crop grow back, and vanish at 0°', () => {
    const tilted = straightenTo(image, untouched, 12);
    expect(tilted.crop).not.toBeNull();
    expect(straightenTo(image, tilted, 3)).toEqual(straightenTo(image, untouched, 3));
    expect(straightenTo(image, tilted, 0)).toEqual(untouched);
  });

  it('keeps a made crop where it fits', () => {
    const made = { ...untouched, crop: { x: 250, y: 150, width: 100, height: 80 } };
    expect(straightenTo(image, made, 5).crop).toEqual(made.crop);
  });
});

it('composes maps right to left', () => {
  close(apply(compose([2, 0, 0, 2, 0, 0], [1, 0, 0, 1, 5, 0]), { x: 1, y: 1 }), { x: 12, y: 2 });
});
