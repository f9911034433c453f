import { openSource } from './source.ts';

/** Rows that are compared at a time. */
const strip = 256;

/**
 * How much two session images differ: the root mean square over all colours, 8-bit units.
 * @returns null where their sizes or channels differ
 */
export async function change(
  one: string,
  other: string,
  breathe: () => Promise<void>,
): Promise<number | null> {
  const [a, b] = [await openSource(one), await openSource(other)];
  try {
    const { width, height } = a.bounds;
    if (b.bounds.width !== width || b.bounds.height !== height || a.channels !== b.channels) return null;
    let sum = 0;
    for (let y = 0; y < height; y += strip) {
      const rect = { x: 0, y, width, height: Math.min(strip, height - y) };
      const [before, after] = [await a.colour(rect), await b.colour(rect)];
      for (const [i, value] of before.data.entries()) sum += (value - (after.data[i] ?? 0)) ** 2;
      await breathe();
    }
    return 255 * Math.sqrt(sum / (width * height * a.channels));
  } finally {
    await a.close();
    await b.close();
  }
}
