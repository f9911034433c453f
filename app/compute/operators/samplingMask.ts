import { seededRandom } from '../kernels/random.ts';

/**
 * Which frequencies are measured:
 * - `random`: each as likely as any other;
 * - `variable`: with a density that falls off as 1/|k|² (Krahmer and Ward, "Stable and robust sampling strategies for
 *   compressive imaging", 2014), the lowest all but surely;
 * - `radial`: on lines through zero at equal angles.
 */
export type SamplingPattern = 'random' | 'variable' | 'radial';

/**
 * The sampled frequencies of a plane, 1 or 0, laid out as `FourierSampling` lays out its coefficients. Zero is
 * always sampled; both parts of a frequency are or neither is.
 * @param fraction of the plane's numbers that are measured, from 0 to 1; `radial` comes as near as whole lines do
 * @param seed of the random patterns
 */
export function samplingMask(
  width: number,
  height: number,
  pattern: SamplingPattern,
  fraction: number,
  seed: number,
): Uint8Array {
  return pattern === 'radial'
    ? radialMask(width, height, fraction)
    : drawnMask(width, height, pattern === 'variable', fraction, seed);
}

/** Where the two parts of frequency (v, u) lie; twice the same place for those that mirror themselves. */
function placesOf(width: number, height: number, u: number, v: number): [number, number] {
  const mirroredRow = v === 0 ? 0 : height - v;
  if (u === 0 || 2 * u === width) return [v * width + u, mirroredRow * width + u];
  // Only the left half is kept; a frequency of the right half is the mirror image of one there.
  return 2 * u < width
    ? [v * width + u, v * width + width - u]
    : [mirroredRow * width + width - u, mirroredRow * width + u];
}

/** Sampling without replacement by the smallest of exponential numbers of rate `weight` (Efraimidis and Spirakis 2006). */
function drawnMask(
  width: number,
  height: number,
  decaying: boolean,
  fraction: number,
  seed: number,
): Uint8Array {
  const random = seededRandom(seed);
  const keys = new Float64Array(width * height).fill(NaN);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const [first, second] = placesOf(width, height, u, v);
      if (!Number.isNaN(keys[first]!)) continue;
      const squared = Math.min(u, width - u) ** 2 + Math.min(v, height - v) ** 2;
      const key = -Math.log(1 - random.uniform()) * (decaying ? Math.max(1, squared) : 1);
      keys[first] = keys[second] = squared === 0 ? -1 : key;
    }
  const count = Math.max(1, Math.round(fraction * keys.length));
  const limit = keys.slice().sort()[count - 1]!;
  return Uint8Array.from(keys, (key) => (key <= limit ? 1 : 0));
}

function radialMask(width: number, height: number, fraction: number): Uint8Array {
  const wanted = fraction * width * height;
  const sampledBy = (lines: number) => countOf(radialLines(width, height, lines));
  let [low, high] = [0, 1];
  while (sampledBy(high) < wanted && high < 4 * (width + height)) [low, high] = [high, 2 * high];
  // More lines sample more, but for a few places: near enough for a bisection.
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sampledBy(middle) < wanted) low = middle;
    else high = middle;
  }
  const nearer = low > 0 && wanted - sampledBy(low) < sampledBy(high) - wanted ? low : high;
  return radialLines(width, height, nearer);
}

function radialLines(width: number, height: number, lines: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  const reach = Math.max(width, height);
  for (let line = 0; line < lines; line++) {
    const angle = (Math.PI * line) / lines;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const longer = Math.max(Math.abs(dx), Math.abs(dy));
    for (let step = 0; step <= reach; step++) {
      const kx = Math.round((step * dx) / longer);
      const ky = Math.round((step * dy) / longer);
      if (2 * Math.abs(kx) > width || 2 * Math.abs(ky) > height) break;
      const [u, v] = [(kx + width) % width, (ky + height) % height];
      for (const place of placesOf(width, height, u, v)) mask[place] = 1;
    }
  }
  return mask;
}

function countOf(mask: Uint8Array): number {
  let count = 0;
  for (const value of mask) count += value;
  return count;
}
