import { estimateNoise } from '../../compute/estimate/noise.ts';
import type { Image } from '../../compute/image.ts';
import type { BoundMethod, Chosen, Problem } from '../../compute/method.ts';
import type { Rect } from '../../contract/index.ts';
import type { MaskFile } from './maskFile.ts';
import { openSource, type Source } from './source.ts';

/** Images of at most so many pixels are looked at whole. */
const wholePixels = 1_000_000;
/** Larger ones through a grid of 3×3 pieces of this side. */
const pieceSide = 640;
const grid = [0, 1, 2];

/** What was found out of an image holds as long as its session file, whose name is never used again. */
const kept = 100;
const noiseOf = new Map<string, number>();
const resolvedOf = new Map<string, { bound: BoundMethod; chosen: Chosen[] }>();

function remember<V>(cache: Map<string, V>, key: string, value: V): V {
  const oldest = cache.size >= kept ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, value);
  return value;
}

/** Standard deviation of the noise of a whole session image, 8-bit units; measured once. */
export async function measureNoise(base: string, breathe: () => Promise<void>): Promise<number> {
  const known = noiseOf.get(base);
  if (known !== undefined) return known;
  const source = await openSource(base);
  try {
    const found: number[] = [];
    for (const piece of pieces(source.bounds)) {
      found.push(estimateNoise(await source.colour(piece)));
      await breathe();
    }
    return remember(noiseOf, base, median(found));
  } finally {
    await source.close();
  }
}

/**
 * The method with its automatic parameters resolved on a typical piece of the whole image, so that
 * every tile, every preview and the export use the same numbers.
 */
export async function resolveParameters(
  base: string,
  source: Source,
  mask: { readonly base: string; readonly file: MaskFile } | null,
  bound: BoundMethod,
  breathe: () => Promise<void>,
): Promise<{ bound: BoundMethod; chosen: Chosen[] }> {
  const key = JSON.stringify([base, mask?.base, bound.method.id, bound.values]);
  const known = resolvedOf.get(key);
  if (known !== undefined) return known;
  const noise = await measureNoise(base, breathe);
  const { rect, image } = await typicalPiece(source, breathe);
  const problem: Problem = mask === null ? { image } : { image, mask: await mask.file.unknown(rect) };
  return remember(resolvedOf, key, await bound.resolve(problem, { noise }));
}

function pieces(bounds: Rect): Rect[] {
  if (bounds.width * bounds.height <= wholePixels) return [bounds];
  const width = Math.min(pieceSide, bounds.width);
  const height = Math.min(pieceSide, bounds.height);
  return grid.flatMap((row) =>
    grid.map((column) => ({
      x: Math.floor((column * (bounds.width - width)) / 2),
      y: Math.floor((row * (bounds.height - height)) / 2),
      width,
      height,
    })),
  );
}

/** The piece whose contrast is the median of all: neither the plain sky nor the wildest foliage. */
async function typicalPiece(
  source: Source,
  breathe: () => Promise<void>,
): Promise<{ rect: Rect; image: Image }> {
  const ranked: { rect: Rect; contrast: number }[] = [];
  const all = pieces(source.bounds);
  for (const rect of all.length > 1 ? all : []) {
    ranked.push({ rect, contrast: contrast(await source.colour(rect)) });
    await breathe();
  }
  ranked.sort((a, b) => a.contrast - b.contrast);
  const rect = ranked[Math.floor(ranked.length / 2)]?.rect ?? source.bounds;
  return { rect, image: await source.colour(rect) };
}

function contrast({ data }: Image): number {
  let sum = 0;
  let squares = 0;
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  return squares / data.length - (sum / data.length) ** 2;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
