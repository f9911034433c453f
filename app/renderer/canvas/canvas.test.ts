import { describe, expect, it } from 'vitest';
import { apply } from '../geometry/affine.ts';
import { untouched } from '../geometry/geometry.ts';
import { Camera } from './camera.ts';
import { childrenOf, levelCount, levelFor, levelSize, parentOf, tileBox, tilesIn } from './pyramid.ts';
import { boxOnCanvas, contentOf, imageToCanvas, paneSize, regionsOf } from './scene.ts';
import type { Scene } from './scene.ts';
import {
  approach,
  centred,
  clampView,
  fitScale,
  toScreen,
  toWorld,
  wheelFactor,
  zoomedAt,
} from './viewport.ts';

const pane = { width: 920, height: 640 };
const content = { x: 0, y: 0, width: 6000, height: 4000 };

describe('the view', () => {
  it('keeps the point under the cursor while it zooms', () => {
    const view = { scale: 0.3, x: 12, y: -40 };
    const cursor = { x: 333, y: 222 };
    const world = toWorld(view, cursor);
    const at = toScreen(zoomedAt(view, cursor, 4.5), world);
    expect(at.x).toBeCloseTo(cursor.x);
    expect(at.y).toBeCloseTo(cursor.y);
  });

  it('fits with its margin, in the middle', () => {
    const scale = fitScale(content, pane, 20);
    const view = centred(content, pane, scale);
    expect(view.x).toBeCloseTo(20);
    expect(view.y * 2 + 4000 * scale).toBeCloseTo(640);
  });

  it('never loses the picture', () => {
    for (const scale of [0.01, 0.15, 0.2, 1, 8]) {
      for (const offset of [-1e6, 0, 1e6]) {
        const { x } = clampView({ scale, x: offset, y: 0 }, content, pane);
        expect(Math.min(x + content.width * scale, pane.width) - Math.max(0, x)).toBeGreaterThan(0);
        expect(clampView(clampView({ scale, x: offset, y: 0 }, content, pane), content, pane).x).toBeCloseTo(
          x,
        );
      }
    }
  });

  it('arrives, and holds the cursor’s point on the way', () => {
    let view = { scale: 0.5, x: 10, y: 20 };
    const cursor = { x: 400, y: 300 };
    const world = toWorld(view, cursor);
    const target = zoomedAt(view, cursor, 2);
    for (let frame = 0; view !== target && frame < 100; frame++) {
      view = approach(view, target, 16);
      expect(toScreen(view, world).x).toBeCloseTo(cursor.x, 0);
    }
    expect(view).toBe(target);
  });

  it('zooms in and back out by the same notches', () => {
    expect(wheelFactor(-120, 0, false) * wheelFactor(120, 0, false)).toBeCloseTo(1);
    expect(wheelFactor(-120, 0, false)).toBeGreaterThan(1.15);
    expect(wheelFactor(-3, 1, false)).toBeCloseTo(wheelFactor(-99, 0, false));
    expect(wheelFactor(-10, 0, true)).toBeGreaterThan(wheelFactor(-10, 0, false));
  });
});

describe('the camera', () => {
  const still = (): Camera => {
    const camera = new Camera();
    camera.smooth = false;
    camera.layout(content, pane, 20, 'jump');
    return camera;
  };

  it('stays fitted when the window changes, until the user zooms', () => {
    const camera = still();
    camera.layout(content, { width: 460, height: 640 }, 20);
    expect(camera.view.scale).toBeCloseTo(420 / 6000);
    camera.zoomTo(1, { x: 100, y: 100 });
    camera.layout(content, pane, 20);
    expect(camera.view.scale).toBe(1);
    expect(camera.fitted).toBe(false);
  });

  it('keeps the middle when the window changes', () => {
    const camera = still();
    camera.zoomTo(1);
    const before = toWorld(camera.view, { x: 460, y: 320 });
    camera.layout(content, { width: 700, height: 500 }, 20);
    const after = toWorld(camera.view, { x: 350, y: 250 });
    expect(Math.hypot(after.x - before.x, after.y - before.y)).toBeLessThan(2);
  });

  it('stops at 6400 % and at a quarter of the fitted size', () => {
    const camera = still();
    const fitted = camera.view.scale;
    camera.zoomTo(1e9);
    expect(camera.view.scale).toBe(64);
    camera.zoomTo(1e-9);
    expect(camera.view.scale).toBeCloseTo(fitted / 4);
  });

  it('lies on whole device pixels', () => {
    const camera = still();
    camera.zoomTo(1.37, { x: 17.3, y: 99.9 });
    expect(Number.isInteger(camera.view.x) && Number.isInteger(camera.view.y)).toBe(true);
  });

  it('moves smoothly and comes to rest', () => {
    const camera = new Camera();
    camera.layout(content, pane, 20, 'jump');
    camera.zoomTo(2);
    let frames = 0;
    while (camera.tick(16)) frames++;
    expect(frames).toBeGreaterThan(5);
    expect(camera.view.scale).toBe(2);
    expect(camera.tick(16)).toBe(false);
  });
});

describe('the tile pyramid', () => {
  const image = { width: 6001, height: 4000 };

  it('ends with one tile', () => {
    expect(levelCount(image)).toBe(5);
    expect(levelCount({ width: 512, height: 1 })).toBe(1);
    expect(levelCount({ width: 513, height: 1 })).toBe(2);
    const { width } = levelSize({ width: 65535, height: 20 }, levelCount({ width: 65535, height: 20 }) - 1);
    expect(width).toBeLessThanOrEqual(512);
  });

  it('takes a level that is not enlarged', () => {
    for (const scale of [0.01, 0.1, 0.25, 0.26, 0.5, 0.99, 1, 30]) {
      const level = levelFor(image, scale);
      expect(level === 0 || scale * 2 ** level <= 1 + 1e-6).toBe(true);
      expect(level === levelCount(image) - 1 || scale * 2 ** (level + 1) > 1).toBe(true);
    }
  });

  it('covers the image without gap or overlap on every level', () => {
    for (let level = 0; level < levelCount(image); level++) {
      const tiles = tilesIn(image, level, { x: 0, y: 0, ...image });
      const area = tiles
        .map((tile) => tileBox(image, tile))
        .reduce((sum, box) => sum + box.width * box.height, 0);
      expect(area).toBe(image.width * image.height);
    }
  });

  it('begins in the middle of what is visible', () => {
    const [first] = tilesIn(image, 0, { x: 1000, y: 1000, width: 600, height: 600 });
    expect(first).toMatchObject({ column: 2, row: 2 });
  });

  it('knows parents and children', () => {
    const tile = { level: 2, column: 3, row: 1 };
    for (const child of childrenOf(tile)) expect(parentOf(child)).toEqual(tile);
  });
});

describe('the scene', () => {
  const photo = { id: 'a', alpha: false, width: 600, height: 400 };
  const scene: Scene = {
    original: photo,
    result: { ...photo, id: 'b', width: 1200, height: 800 },
    overlay: null,
    preview: null,
    compare: 'split',
    geometry: untouched,
    cropping: false,
    splitAt: 0.25,
    direction: 'vertical',
  };

  it('divides the canvas', () => {
    expect(regionsOf(scene, pane).map(({ show, clip }) => [show, clip.x, clip.width])).toEqual([
      ['original', 0, 230],
      ['result', 230, 690],
    ]);
    const side = { ...scene, compare: 'side' } as const;
    expect(paneSize(side, pane)).toEqual({ width: 460, height: 640 });
    expect(regionsOf(side, pane)[1]?.origin).toEqual({ x: 460, y: 0 });
    expect(regionsOf({ ...scene, result: null }, pane)).toHaveLength(1);
    expect(regionsOf({ ...scene, cropping: true }, pane)).toMatchObject([{ show: 'result' }]);
  });

  it('shows the crop, and all of the frame while it is cut', () => {
    const crop = { x: 10, y: 20, width: 100, height: 50 };
    const cut = { ...scene, geometry: { ...untouched, crop, quarterTurns: 1 as const } };
    expect(contentOf(cut)).toEqual(crop);
    expect(contentOf({ ...cut, cropping: true })).toEqual({ x: 0, y: 0, width: 400, height: 600 });
  });

  it('puts the picture where the view says', () => {
    const view = { scale: 2, x: 5, y: 7 };
    const [region] = regionsOf(scene, pane);
    if (!region) throw new Error('no region');
    expect(apply(imageToCanvas(scene, view, region), { x: 10, y: 10 })).toEqual({ x: 25, y: 27 });
    expect(boxOnCanvas(view, region, { x: 1, y: 1, width: 3, height: 2 })).toEqual({
      x: 7,
      y: 9,
      width: 6,
      height: 4,
    });
  });
});
