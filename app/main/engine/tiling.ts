import { nextSmooth } from '../../compute/kernels/fft.ts';
import { UserFacingError } from '../../compute/errors.ts';
import type { Rect } from '../../contract/index.ts';
import { grow } from './rects.ts';

/** One piece of work: `core` is what it answers for, `grown` what it is computed from. */
export interface Tile {
  readonly core: Rect;
  readonly grown: Rect;
}

export interface TilePlan {
  /** Row by row, from the top left. */
  readonly tiles: readonly Tile[];
  /** Neighbouring tiles are blended over so many pixels on each side of their border. */
  readonly ramp: number;
}

/** Half the width of the linear blend between neighbouring tiles, in pixels of the input. */
const rampPixels = 8;
/** No larger tile even where memory allows: between two iterations somebody may want to cancel. */
const mostTilePixels = 16e6;
/** No single array above this; Electron's allocator ends the process at 2 GiB. */
const mostArrayBytes = 512 * 2 ** 20;
/** Beside the method's own copies: measurement, prediction, residual and the buffers of the files. */
const inputCopies = 4;
/** Result, its projection, the invented map and the blended piece. */
const outputCopies = 5;

/** How many input pixels a tile may have, its halo included. */
export function tilePixels(budget: {
  readonly memoryMegabytes: number;
  /** Float32 images that the method holds, of the output's size. */
  readonly workingCopies: number;
  readonly channels: number;
  readonly scale: number;
}): number {
  const { memoryMegabytes, workingCopies, channels, scale } = budget;
  const sampleBytes = 4 * channels;
  const perPixel = sampleBytes * (inputCopies + (workingCopies + outputCopies) * scale ** 2);
  const byMemory = (memoryMegabytes * 2 ** 20 * 0.8) / perPixel;
  return Math.floor(Math.min(byMemory, mostArrayBytes / (sampleBytes * scale ** 2), mostTilePixels));
}

/**
 * Cuts `area` into tiles, each of at most `pixels` with its halo, so that the least is computed twice.
 * The halo reaches beyond `area` as far as `bounds`.
 * @param grid tiles begin at multiples of it, for what takes strides: networks, orthogonal wavelets
 * @param transformed a single tile is grown to sides that the Fourier transform is quick for, where the picture goes on
 * @throws UserFacingError where not even a small tile fits
 */
export function planTiles(
  area: Rect,
  bounds: Rect,
  halo: number,
  pixels: number,
  grid = 1,
  transformed = false,
): TilePlan {
  const least = onGrid(grow(area, halo, bounds), grid);
  const whole = transformed ? smooth(least, bounds) : least;
  if (whole.width * whole.height <= pixels) return { tiles: [{ core: area, grown: whole }], ramp: 0 };
  const ramp = halo > 0 ? rampPixels : 0;
  const border = 2 * (halo + ramp) + (grid - 1);
  let best: { columns: number; rows: number; cost: number } | null = null;
  for (let columns = 1; columns <= Math.ceil(area.width / smallestCore); columns++) {
    const width = Math.ceil(area.width / columns) + border;
    const height = Math.floor(pixels / width) - border;
    if (height < Math.min(smallestCore, area.height)) continue;
    const rows = Math.ceil(area.height / height);
    const cost = columns * rows * width * (Math.ceil(area.height / rows) + border);
    if (best === null || cost < best.cost) best = { columns, rows, cost };
  }
  if (best === null)
    throw new UserFacingError(
      'the memory limit is too small for this method, even for a small piece of the picture',
      'raise the memory limit in the settings or choose milder parameters',
    );
  const xs = cuts(area.x, area.width, best.columns);
  const ys = cuts(area.y, area.height, best.rows);
  const tiles = ys.flatMap(([y, height]) =>
    xs.map(([x, width]) => {
      const core = { x, y, width, height };
      return { core, grown: onGrid(grow(core, halo + ramp, bounds), grid) };
    }),
  );
  return { tiles, ramp };
}

/** The rectangle grown to the left and upwards to the next multiples of `grid`. */
function onGrid({ x, y, width, height }: Rect, grid: number): Rect {
  return { x: x - (x % grid), y: y - (y % grid), width: width + (x % grid), height: height + (y % grid) };
}

function smooth({ x, y, width, height }: Rect, bounds: Rect): Rect {
  const [left, across] = smoothSide(x, width, bounds.x, bounds.width);
  const [top, down] = smoothSide(y, height, bounds.y, bounds.height);
  return { x: left, y: top, width: across, height: down };
}

/** To the right as far as the picture goes, the rest to the left; as it is where the picture is too small. */
function smoothSide(start: number, length: number, first: number, most: number): [number, number] {
  const wanted = nextSmooth(length);
  return wanted > most ? [start, length] : [Math.min(start, first + most - wanted), wanted];
}

/** Least side of a tile's core: a blend must not reach past a neighbour's far border. */
const smallestCore = 4 * rampPixels;

function cuts(start: number, length: number, parts: number): [start: number, length: number][] {
  const at = (index: number): number => start + Math.round((index * length) / parts);
  return Array.from({ length: parts }, (_, index) => [at(index), at(index + 1) - at(index)]);
}
