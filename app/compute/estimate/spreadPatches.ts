import type { Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';

/** How much of an image an estimate looks at: at most perSide × perSide squares. */
export interface PatchGrid {
  readonly side: number;
  readonly perSide: number;
}

/** Patches evenly spread over an image; the whole of it where it is no larger than they are together. */
export function spreadPatches(image: Image, { side, perSide }: PatchGrid): Image[] {
  if (image.width * image.height <= (side * perSide) ** 2) return [image];
  const patches: Image[] = [];
  for (const y of starts(image.height, side, perSide))
    for (const x of starts(image.width, side, perSide)) patches.push(patchOf(image, x, y, side));
  return patches;
}

/** Where patches begin along one side. */
function starts(size: number, side: number, perSide: number): number[] {
  const count = Math.min(perSide, Math.max(1, Math.floor(size / side)));
  const room = Math.max(0, size - side);
  return Array.from({ length: count }, (_, i) => Math.round((room * (i + 0.5)) / count));
}

function patchOf(image: Image, left: number, top: number, side: number): Image {
  const width = Math.min(side, image.width);
  const height = Math.min(side, image.height);
  const data = floats(width * height * image.channels);
  for (let row = 0; row < height * image.channels; row++) {
    const channel = Math.floor(row / height);
    const from = (channel * image.height + top + (row % height)) * image.width + left;
    data.set(image.data.subarray(from, from + width), row * width);
  }
  return { width, height, channels: image.channels, data };
}
