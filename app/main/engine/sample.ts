import { measureBlur } from '../../compute/estimate/blur.ts';
import { estimateEnlargement } from '../../compute/estimate/enlargement.ts';
import { measureNoise, type NoiseEstimate } from '../../compute/estimate/noise.ts';
import { createImage, type Image } from '../../compute/image.ts';
import { withRoom } from '../../compute/kernels/memory.ts';
import type { BoundMethod, Chosen, Problem } from '../../compute/method.ts';
import type { Damage } from '../../compute/plan/damage.ts';
import type { Rect } from '../../contract/index.ts';
import type { MaskFile } from './maskFile.ts';
import { paste } from './rects.ts';
import type { RunInput } from './protocol.ts';
import { openSource, type Source } from './source.ts';

/** Side of the pieces, on a grid of 3×3, through which an image is looked at. */
const pieceSide = 640;
/** Images of at most so many pixels are looked at whole. */
const wholePixels = pieceSide ** 2;

/** Enough to measure blur by, and little to read. */
const middleSide = 1024;

/** What was found out of an image holds as long as its session file, whose name is never used again. */
const kept = 100;
const noiseOf = new Map<string, NoiseEstimate>();
const resolvedOf = new Map<string, { bound: BoundMethod; chosen: Chosen[] }>();

function remember<V>(cache: Map<string, V>, key: string, value: V): V {
  const oldest = cache.size >= kept ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, value);
  return value;
}

/** The noise of a whole session image; measured once. */
export async function noiseIn(base: string, breathe: () => Promise<void>): Promise<NoiseEstimate> {
  const known = noiseOf.get(base);
  if (known !== undefined) return known;
  const source = await openSource(base);
  try {
    const mosaic = await readMosaic(source, breathe);
    return remember(noiseOf, base, measureNoise(mosaic));
  } finally {
    await source.close();
  }
}

/** What can be measured of a session image's damage: its noise all over, the rest in its middle. */
export async function damageIn(
  base: string,
  breathe: () => Promise<void>,
): Promise<Omit<Damage, 'jpegQuality'>> {
  const { noise, white } = await noiseIn(base, breathe);
  const source = await openSource(base);
  try {
    const middle = await source.colour(middleOf(source.bounds));
    await breathe();
    const [blur, enlarged] = await withRoom(() =>
      Promise.resolve([measureBlur(middle, noise), estimateEnlargement(middle)] as const),
    );
    return { noise, white, ...blur, enlarged };
  } finally {
    await source.close();
  }
}

function middleOf(bounds: Rect): Rect {
  const [width, height] = [Math.min(bounds.width, middleSide), Math.min(bounds.height, middleSide)];
  return { x: (bounds.width - width) >> 1, y: (bounds.height - height) >> 1, width, height };
}

/**
 * The method with its automatic parameters resolved on a typical piece of the whole image, so that
 * every tile, every preview and the export use the same numbers.
 */
export async function resolveParameters(
  { source: base, jpegQuality }: Pick<RunInput, 'source' | 'jpegQuality'>,
  source: Source,
  mask: { readonly base: string; readonly file: MaskFile } | null,
  bound: BoundMethod,
  breathe: () => Promise<void>,
): Promise<{ bound: BoundMethod; chosen: Chosen[] }> {
  const key = JSON.stringify([base, jpegQuality, mask?.base, bound.method.id, bound.values]);
  const known = resolvedOf.get(key);
  if (known !== undefined) return known;
  const { noise } = await noiseIn(base, breathe);
  const estimates = { noise, ...(jpegQuality !== null && { jpegQuality }) };
  const { rect, image } = await typicalPiece(source, breathe);
  const problem: Problem = mask === null ? { image } : { image, mask: await mask.file.unknown(rect) };
  return remember(resolvedOf, key, await withRoom(() => bound.resolve(problem, estimates)));
}

/** Pieces of one size, row by row: the whole image, or up to 3×3 spread over it. */
function pieces({ width, height }: Rect): { columns: number; rows: number; rects: Rect[] } {
  if (width * height <= wholePixels) return { columns: 1, rows: 1, rects: [{ x: 0, y: 0, width, height }] };
  const xs = starts(width);
  const ys = starts(height);
  const size = { width: Math.min(pieceSide, width), height: Math.min(pieceSide, height) };
  return {
    columns: xs.length,
    rows: ys.length,
    rects: ys.flatMap((y) => xs.map((x) => ({ x, y, ...size }))),
  };
}

function starts(length: number): number[] {
  const free = length - pieceSide;
  return free <= 0 ? [0] : free < pieceSide ? [0, free] : [0, Math.floor(free / 2), free];
}

/** The pieces side by side in one image: the few patches across their borders do not count in statistics. */
async function readMosaic(source: Source, breathe: () => Promise<void>): Promise<Image> {
  const { columns, rows, rects } = pieces(source.bounds);
  const [{ width, height } = source.bounds] = rects;
  const mosaic = createImage(columns * width, rows * height, source.channels);
  for (const [index, rect] of rects.entries()) {
    const piece = await source.colour(rect);
    paste(mosaic, piece, (index % columns) * width, Math.floor(index / columns) * height);
    await breathe();
  }
  return mosaic;
}

/** The piece whose contrast is the median of all: neither the plain sky nor the wildest foliage. */
async function typicalPiece(
  source: Source,
  breathe: () => Promise<void>,
): Promise<{ rect: Rect; image: Image }> {
  const ranked: { rect: Rect; contrast: number }[] = [];
  const { rects } = pieces(source.bounds);
  for (const rect of rects.length > 1 ? rects : []) {
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
