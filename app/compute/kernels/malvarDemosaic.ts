/**
 * The first guess of a demosaicing: each missing colour is the mean of its neighbours of that colour, corrected by
 * how much the pixel's own colour stands out of its own neighbours (Malvar, He and Cutler, "High-quality linear
 * interpolation for demosaicing of Bayer-patterned color images", ICASSP 2004, fig. 2).
 * @param colourAt 0 red, 1 green, 2 blue: what was measured at a pixel
 * @returns the planes red, green and blue, one after the other
 */
export function malvarDemosaic(
  mosaic: Float32Array,
  width: number,
  height: number,
  colourAt: (x: number, y: number) => number,
): Float32Array {
  const size = width * height;
  const result = new Float32Array(3 * size);
  // Reflection without repeating the border keeps the pattern's parity.
  const columns = mirrored(width);
  const rows = mirrored(height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const at = (dx: number, dy: number) => mosaic[rows[y + dy + 2]! * width + columns[x + dx + 2]!]!;
      const here = at(0, 0);
      const own = colourAt(x, y);
      const cross = at(-2, 0) + at(2, 0) + at(0, -2) + at(0, 2);
      const diagonal = at(-1, -1) + at(1, -1) + at(-1, 1) + at(1, 1);
      result[own * size + i] = here;
      if (own !== 1) {
        const sides = at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1);
        result[size + i] = (2 * sides + 4 * here - cross) / 8;
        result[(2 - own) * size + i] = (2 * diagonal + 6 * here - 1.5 * cross) / 8;
        continue;
      }
      const beside = colourAt(columns[x + 3]!, y);
      const across = (4 * (at(-1, 0) + at(1, 0)) + 5 * here - at(-2, 0) - at(2, 0) - diagonal) / 8;
      const down = (4 * (at(0, -1) + at(0, 1)) + 5 * here - at(0, -2) - at(0, 2) - diagonal) / 8;
      result[beside * size + i] = across + (at(0, -2) + at(0, 2)) / 16;
      result[(2 - beside) * size + i] = down + (at(-2, 0) + at(2, 0)) / 16;
    }
  return result;
}

/** −2 … length + 1, mirrored at the outermost pixels. */
function mirrored(length: number): Int32Array {
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: length + 4 }, (_, i) => {
    const position = (((i - 2) % period) + period) % period;
    return position < length ? position : period - position;
  });
}
