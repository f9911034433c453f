import { describe, expect, it } from 'vitest';
import { previewLimit, previewRegion } from './preview.svelte.ts';

describe('the region of a preview', () => {
  it('is what is seen, where that is little enough', () => {
    const visible = { x: 10, y: 20, width: 700, height: 700 };
    expect(previewRegion(visible)).toEqual(visible);
  });

  it('is the middle of what is seen otherwise, in the same proportions and inside it', () => {
    for (const visible of [
      { x: 0, y: 0, width: 6000, height: 4000 },
      { x: 17, y: 3, width: 20_000, height: 1 },
      { x: 5, y: 5, width: 1, height: 600_000 },
    ]) {
      const region = previewRegion(visible);
      expect(region.width * region.height).toBeLessThanOrEqual(previewLimit);
      expect(region.x).toBeGreaterThanOrEqual(visible.x);
      expect(region.y).toBeGreaterThanOrEqual(visible.y);
      expect(region.x + region.width).toBeLessThanOrEqual(visible.x + visible.width);
      expect(region.y + region.height).toBeLessThanOrEqual(visible.y + visible.height);
      const left = region.x - visible.x;
      const right = visible.width - region.width - left;
      expect(Math.abs(left - right)).toBeLessThanOrEqual(1);
    }
  });
});
