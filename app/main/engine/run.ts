import { UserFacingError } from '../../compute/errors.ts';
import { cloneImage, type Image } from '../../compute/image.ts';
import { withRoom } from '../../compute/kernels/memory.ts';
import type { BoundMethod, Chosen, Context, Problem } from '../../compute/method.ts';
import type { Rect } from '../../contract/index.ts';
import type { CallOptions } from '../processes/calls.ts';
import { createPixelFile, readMetadata, type PixelFileWriter } from '../session/pixelFile.ts';
import { createBlender, type Blender } from './blend.ts';
import { createBreath } from './breathe.ts';
import { createExplainer, type Explainer } from './explain.ts';
import { fillPlan, keepMeasured, countChanged, copyRegion } from './fill.ts';
import { openMask, type MaskFile } from './maskFile.ts';
import { findMethod } from './methods.ts';
import type { Card } from './network/card.ts';
import { withFallbacks, type Attempt } from './network/fallbacks.ts';
import type { OpenedNetwork } from './network/openNetwork.ts';
import type { RunInput, RunOutput, RunProgress } from './protocol.ts';
import { crop, intersect, relative, scaled } from './rects.ts';
import { resolveParameters } from './sample.ts';
import { solve, type Solved } from './solve.ts';
import { openSource, withAlpha, type Source } from './source.ts';
import { planTiles, tilePixels, type Tile, type TilePlan } from './tiling.ts';
import { createTracker, type Tracker } from './tracker.ts';
import { upscaleAlpha } from './upscaleAlpha.ts';

/** A network's inner layers hold dozens of numbers per pixel: no larger tile, for an output of this size. */
const mostNetworkPixels = 2 ** 20;

/** An area that is solved by itself, with the tiles it is cut into. */
interface Part {
  readonly area: Rect;
  readonly plan: TilePlan;
}

/** Everything that one run has open or has decided. */
interface Run {
  readonly input: RunInput;
  readonly source: Source;
  readonly mask: MaskFile | null;
  readonly region: Rect;
  readonly bound: BoundMethod;
  readonly context: Context;
  readonly writer: PixelFileWriter;
  readonly explainer: Explainer;
  readonly tracker: Tracker;
  readonly breathe: () => Promise<void>;
}

/** Runs a method on a session image and writes the result, its maps and what the data say of it. */
export async function run(
  input: RunInput,
  { onProgress, signal, gate }: CallOptions<RunProgress> = {},
): Promise<RunOutput> {
  const startedAt = performance.now();
  const breathe = createBreath(signal, gate);
  const found = await findMethod(input.step.method, input.modelFolders);
  const { method } = found;
  const given = method.bind(input.step.parameters);
  if (method.task === 'inpaint' && input.mask === null) throw nothingMasked();
  const source = await openSource(input.source);
  try {
    if (method.channels !== null && source.channels !== method.channels) throw noColour(method.id);
    const mask = method.task === 'inpaint' && input.mask !== null ? await openMask(input.mask, source) : null;
    try {
      onProgress?.({ stage: 'measuring', fraction: 0, objective: null });
      const maskAndBase = mask === null ? null : { base: input.mask ?? '', file: mask };
      const { bound, chosen } = await resolveParameters(input, source, maskAndBase, given, breathe);
      await breathe();
      const opened: Opened = { input, source, mask, bound, chosen, breathe, onProgress };
      const network = found.networkFor(bound);
      const computed =
        network === null
          ? await compute(opened, null)
          : await withFallbacks(input.device, async ({ device, ...attempt }) => {
              const loaded = await network.load(device, input.devicesFile);
              await breathe();
              return compute(opened, { card: network.card, loaded, ...attempt });
            });
      const held = gate?.heldMs ?? 0;
      return { ...computed, seconds: (performance.now() - startedAt - held) / 1000 };
    } finally {
      await mask?.close();
    }
  } finally {
    await source.close();
  }
}

interface Opened extends Pick<Run, 'input' | 'source' | 'mask' | 'bound' | 'breathe'> {
  readonly chosen: Chosen[];
  readonly onProgress: ((progress: RunProgress) => void) | undefined;
}

/** The network of one attempt. */
interface Loaded extends Omit<Attempt, 'device'> {
  readonly card: Card;
  readonly loaded: OpenedNetwork;
}

async function compute(opened: Opened, network: Loaded | null): Promise<Omit<RunOutput, 'seconds'>> {
  const { input, source, mask, bound, chosen, breathe, onProgress } = opened;
  const region = input.region === null ? source.bounds : intersect(input.region, source.bounds);
  if (region === null) throw new UserFacingError('the part to preview lies outside the photo', 'move it');
  const { scale } = bound;
  const { parts, notices } = await planParts(opened, network, region);
  const tiles = parts.flatMap(({ plan }) => plan.tiles);
  const weight = tiles.reduce((sum, { grown }) => sum + grown.width * grown.height, 0);
  const tracker = createTracker(tiles.length, Math.max(1, weight), onProgress);
  const explainer = createExplainer(input, region, source.channels, scale);
  const size = scaled(region, scale);
  const format = {
    width: size.width,
    height: size.height,
    bands: source.format.bands,
    alpha: source.format.alpha,
    sample: 'float32' as const,
  };
  const writer = await createPixelFile(input.target, format, await readMetadata(input.source));
  try {
    const context = { seed: input.seed, ...(network === null ? {} : { network: network.loaded.network }) };
    const work: Run = { input, source, mask, region, bound, context, writer, explainer, tracker, breathe };
    if (mask !== null) await copyRegion(source, region, writer, breathe);
    let iterations = 0;
    let gap: number | null = null;
    for (const part of parts) {
      const ended = await computePart(work, part);
      iterations = Math.max(iterations, ended.iterations);
      if (ended.gap !== null) gap = Math.max(gap ?? 0, ended.gap);
    }
    tracker.stage('writing the result');
    const { levels } = await writer.finish();
    await breathe();
    const changed = mask === null ? null : await countChanged(source, mask, region, input.target, breathe);
    return {
      format,
      levels,
      task: bound.method.task,
      parameters: bound.values,
      chosen,
      ...(await explainer.finish(changed)),
      iterations,
      gap,
      device: network?.loaded.device ?? 'CPU',
      notices: [...notices, ...(network?.notices ?? []), ...(network?.loaded.notices ?? [])],
    };
  } catch (error) {
    await writer.abandon();
    await explainer.abandon();
    throw error;
  }
}

async function planParts(
  { input, source, mask, bound, breathe }: Opened,
  network: Loaded | null,
  region: Rect,
): Promise<{ parts: Part[]; notices: string[] }> {
  const most = network === null ? Infinity : (network.tileShare * mostNetworkPixels) / bound.scale ** 2;
  const fitting = tilePixels({
    memoryMegabytes: input.memoryMegabytes,
    workingCopies: bound.method.workingCopies,
    channels: source.channels,
    scale: bound.scale,
  });
  const pixels = Math.min(fitting, most);
  if (mask !== null) {
    const margin = reachOf(bound, source.bounds);
    const blocks = await mask.blocks(breathe);
    const plan = fillPlan(blocks, margin, source.bounds, region, pixels);
    if (plan.parts.length === 0 && input.region === null) throw nothingMasked();
    return plan;
  }
  const halo = reachOf(bound, source.bounds);
  const { grid, transformed } =
    bound.tiling.kind === 'tiles' ? bound.tiling : { grid: 1, transformed: false };
  const multiple = network?.card.multiple ?? grid;
  const plan = planTiles(region, source.bounds, halo, pixels, multiple, transformed);
  return { parts: [{ area: region, plan }], notices: [] };
}

/** Solves one tile, explains it and hands it to the blender. */
async function computeTile(
  { source, mask, bound, context, explainer, tracker, breathe }: Run,
  tile: Tile,
  blender: Blender,
): Promise<Pick<Solved, 'iterations' | 'gap'>> {
  const image = cloneImage(await source.colour(tile.grown));
  const problem: Problem = mask === null ? { image } : { image, mask: await mask.unknown(tile.grown) };
  await breathe();
  const { image: result, ...ended } = await solve(bound, problem, context, async (progress) => {
    tracker.iteration(progress);
    await breathe();
  });
  await breathe();
  await explainer.add(bound, tile, problem, result);
  await breathe();
  const core = scaled(tile.core, bound.scale);
  const place = relative(blender.wanted(core), scaled(tile.grown, bound.scale));
  // The blender weighs in place; nobody else needs the tile any more.
  await blender.add(core, crop(result, place));
  return ended;
}

/** How far apart two pixels of the input must be not to matter to each other. */
function reachOf({ tiling, values }: BoundMethod, { width, height }: Rect): number {
  // Where opposite borders are neighbours, every pixel needs the whole picture.
  if (tiling.kind === 'whole' || values.boundary === 'periodic') return Math.max(width, height);
  return tiling.kind === 'components' ? tiling.margin : tiling.halo;
}

/** Solves the tiles of one area and writes them, blended. */
async function computePart(
  work: Run,
  { area, plan }: Part,
): Promise<{ iterations: number; gap: number | null }> {
  const { source, tracker, breathe } = work;
  const { scale } = work.bound;
  const blender = createBlender(scaled(area, scale), plan.ramp * scale, source.channels, (x, y, piece) =>
    writePiece(work, x, y, piece),
  );
  let iterations = 0;
  let gap: number | null = null;
  for (const tile of plan.tiles) {
    tracker.startTile(tile.grown.width * tile.grown.height);
    const solved = await withRoom(() => computeTile(work, tile, blender));
    iterations = Math.max(iterations, solved.iterations);
    if (solved.gap !== null) gap = Math.max(gap ?? 0, solved.gap);
    tracker.endTile();
    await breathe();
  }
  return { iterations, gap };
}

/** Writes finished colour at (x, y) of the scaled photo, with its alpha; never outside the region. */
async function writePiece(work: Run, x: number, y: number, piece: Image): Promise<void> {
  const { source, mask, bound, region, writer } = work;
  const { scale } = bound;
  const whole = { x, y, width: piece.width, height: piece.height };
  if (whole.width === 0 || whole.height === 0) return;
  const rect = intersect(whole, scaled(region, scale));
  if (rect === null) return;
  const colour = crop(piece, relative(rect, whole));
  const place = relative(rect, scaled(region, scale));
  if (mask !== null) {
    await writer.writeRegion(place.x, place.y, await keepMeasured(source, mask, rect, colour));
  } else if (source.format.alpha) {
    const alpha = await upscaleAlpha(source, rect, scale, work.breathe);
    await writer.writeRegion(place.x, place.y, withAlpha(colour, alpha));
  } else {
    await writer.writeRegion(place.x, place.y, colour);
  }
}

const nothingMasked = (): UserFacingError =>
  new UserFacingError('nothing is masked', 'paint over what should be filled first');

const noColour = (method: string): UserFacingError =>
  new UserFacingError('takes colour only, and this picture is grey', 'choose another method', method);
