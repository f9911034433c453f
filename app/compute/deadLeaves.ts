import { createImage, type Image, plane } from './image.ts';

/**
 * Disks that hide one another, flat and with sharp edges; with the smallest of a pixel or two they have the spectrum
 * of natural images ("dead leaves").
 * @param random uniform in [0, 1)
 * @param smallest radius in pixels
 */
export function deadLeaves(side: number, channels: number, random: () => number, smallest = 1.5): Image {
  const image = createImage(side, side, channels);
  for (let leaf = 0; leaf < 3000; leaf++) {
    // Radii with density r⁻³.
    const radius = Math.min(side / 3, smallest / Math.sqrt(1 - random()));
    const [x0, y0] = [random() * side, random() * side];
    const shades = Array.from({ length: channels }, () => 0.1 + 0.8 * random());
    for (let y = Math.max(0, Math.ceil(y0 - radius)); y < Math.min(side, y0 + radius); y++)
      for (let x = Math.max(0, Math.ceil(x0 - radius)); x < Math.min(side, x0 + radius); x++)
        if (Math.hypot(x - x0, y - y0) < radius)
          for (const [channel, shade] of shades.entries()) plane(image, channel)[y * side + x] = shade;
  }
  return image;
}
