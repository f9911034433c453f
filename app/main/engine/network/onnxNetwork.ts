import type { InferenceSession } from 'onnxruntime-node';
import { createImage, type Image } from '../../../compute/image.ts';
import type { Network } from '../../../compute/network.ts';
import { crop, paste, scaled } from '../rects.ts';
import { levelOf, type Card } from './card.ts';
import { inputsOf } from './inputs.ts';
import { runTensors } from './runtime.ts';
import { fromTensor, toTensor } from './tensors.ts';

/** An ONNX session behind compute's interface. */
export function createOnnxNetwork(session: InferenceSession, card: Card): Network {
  const inputs = inputsOf(session);

  /** One run on a piece that is no larger than the network takes. */
  async function runPiece(image: Image, size: Size, sigma: number): Promise<Image> {
    const feeds: Record<string, { data: Float32Array; dims: number[] }> = {
      [inputs.image]: toTensor(image, size, card, sigma),
    };
    if (inputs.noise !== null) feeds[inputs.noise.name] = noiseTensor(card, inputs.noise.dims, size, sigma);
    const { data, dims } = await runTensors(session, feeds);
    const expected = scaled({ x: 0, y: 0, ...size }, card.scale);
    const [height, width, channels] =
      card.layout === 'NCHW' ? [dims[2], dims[3], dims[1]] : [dims[1], dims[2], dims[3]];
    if (width !== expected.width || height !== expected.height || channels !== card.channels)
      throw new Error(
        `the network ${card.name} gave ${dims.join('×')} for ${size.width}×${size.height} pixels, which is not what its card says`,
      );
    const wanted = scaled({ x: 0, y: 0, width: image.width, height: image.height }, card.scale);
    return fromTensor(data, { width, height, channels }, wanted, card);
  }

  return {
    name: card.name,
    channels: card.channels,
    scale: card.scale,
    level: levelOf(card),
    ...(card.steps !== undefined && { steps: card.steps }),
    async run(input, level = 0) {
      const sigma = level / (card.level === 'quality' ? 100 : 255);
      const { fixedSize } = card;
      if (fixedSize === null) return runPiece(input, paddedSize(input, card.multiple), sigma);
      return inWindows(input, fixedSize, card, (piece) => runPiece(piece, fixedSize, sigma));
    },
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export function paddedSize({ width, height }: Size, multiple: number): Size {
  const up = (length: number): number => Math.ceil(length / multiple) * multiple;
  return { width: up(width), height: up(height) };
}

function noiseTensor(
  { noise, range, layout }: Card,
  dims: readonly (number | string)[],
  { width, height }: Size,
  sigma: number,
): { data: Float32Array; dims: number[] } {
  if (noise !== 'map') return { data: Float32Array.of(sigma * range), dims: dims.map(() => 1) };
  return {
    data: new Float32Array(width * height).fill(sigma * range),
    dims: layout === 'NCHW' ? [1, 1, height, width] : [1, height, width, 1],
  };
}

/** Runs a network of one fixed size over a larger image, window by window, keeping each one's middle. */
async function inWindows(
  input: Image,
  window: Size,
  { scale, halo }: Card,
  run: (piece: Image) => Promise<Image>,
): Promise<Image> {
  const result = createImage(input.width * scale, input.height * scale, input.channels);
  for (const row of windows(input.height, window.height, halo))
    for (const column of windows(input.width, window.width, halo)) {
      const place = { x: column.start, y: row.start, width: column.length, height: row.length };
      const piece = await run(crop(input, place));
      const kept = {
        x: column.from - column.start,
        y: row.from - row.start,
        width: column.to - column.from,
        height: row.to - row.from,
      };
      paste(result, crop(piece, scaled(kept, scale)), column.from * scale, row.from * scale);
    }
  return result;
}

/** Windows along one axis: where each starts, and which part of it is kept. */
function windows(
  length: number,
  window: number,
  halo: number,
): { start: number; length: number; from: number; to: number }[] {
  if (length <= window) return [{ start: 0, length, from: 0, to: length }];
  // Where the network sees farther than half its window, a quarter on each side has to do.
  const border = Math.min(halo, Math.floor(window / 4));
  const found = [];
  for (let from = 0; from < length;) {
    const start = Math.min(Math.max(0, from - border), length - window);
    const to = start + window === length ? length : start + window - border;
    found.push({ start, length: window, from, to });
    from = to;
  }
  return found;
}
