import type { InferenceSession } from 'onnxruntime-node';
import { UserFacingError } from '../../../compute/errors.ts';
import type { Image } from '../../../compute/image.ts';
import type { Card } from './card.ts';
import { inputsOf } from './inputs.ts';
import { createOnnxNetwork } from './onnxNetwork.ts';
import { tidy } from './runtime.ts';
import { answerProblem, testPicture } from './testPicture.ts';

/** What probing finds out; the rest of a card is names. */
export type Probed = Pick<
  Card,
  'scale' | 'channels' | 'layout' | 'range' | 'noise' | 'multiple' | 'fixedSize' | 'halo'
>;

/** How the network may want its input; found by trying. */
type Interface = Pick<Card, 'channels' | 'layout' | 'noise' | 'multiple' | 'fixedSize' | 'scale'>;

const multiples = [1, 2, 4, 8, 16, 32, 64];
/** Noise level of the trials, 8-bit units. */
const trialNoise = 5;

/**
 * Finds out what an image network does by looking at its inputs and by running it on known pictures.
 * @throws UserFacingError saying in one line why it cannot be used
 */
export async function probeNetwork(session: InferenceSession, breathe: () => Promise<void>): Promise<Probed> {
  const found = await findInterface(session, breathe);
  const range = await findRange(session, found);
  const halo = await findHalo(session, { ...found, range, halo: 0 }, breathe);
  return { ...found, range, halo };
}

/** A card good enough to run the network with. */
function network(session: InferenceSession, probed: Probed) {
  const names = {
    level: 'noise' as const,
    name: 'probed',
    title: '',
    summary: '',
    reference: '',
    licence: '',
    file: '',
    sha256: '',
  };
  return createOnnxNetwork(session, { ...names, task: 'restore', ...probed });
}

async function findInterface(session: InferenceSession, breathe: () => Promise<void>): Promise<Interface> {
  const { imageDims, noise: second } = inputsOf(session);
  const layouts = possibleLayouts(imageDims);
  let lastError = '';
  for (const layout of layouts) {
    const [height, width, depth] =
      layout === 'NCHW'
        ? [imageDims[2], imageDims[3], imageDims[1]]
        : [imageDims[1], imageDims[2], imageDims[3]];
    const fixedSize = typeof width === 'number' && typeof height === 'number' ? { width, height } : null;
    for (const inputChannels of typeof depth === 'number' ? [depth] : [3, 1, 4, 2]) {
      const asChannel = inputChannels === 2 || inputChannels === 4;
      const channels = inputChannels > 2 ? 3 : 1;
      const noise = asChannel
        ? 'channel'
        : second === null
          ? 'none'
          : second.dims.length === 4
            ? 'map'
            : 'scalar';
      for (const multiple of fixedSize === null ? multiples : [1]) {
        const size = fixedSize ?? {
          width: multiple * oddAbove(48 / multiple),
          height: multiple * (oddAbove(48 / multiple) + 2),
        };
        const trial = { channels, layout, noise, multiple, fixedSize } as const;
        const result = await findScale(session, trial, testPicture(size.width, size.height, channels));
        await breathe();
        if (typeof result === 'number') return { ...trial, scale: result };
        lastError = result;
      }
    }
  }
  throw new UserFacingError(
    `it does not map a picture to a picture (${lastError})`,
    'choose a network that takes and gives grey or RGB images',
  );
}

/** @throws UserFacingError where a stated number of channels is no picture's */
function possibleLayouts(dims: readonly (number | string)[]): Card['layout'][] {
  const axes = [
    { layout: 'NCHW', dim: dims[1] },
    { layout: 'NHWC', dim: dims[3] },
  ] as const;
  const stated = axes.filter(({ dim }) => typeof dim === 'number');
  // With free width and height, the one stated axis is that of the channels.
  const possible = stated.length === 0 ? axes : stated;
  const sound = possible.filter(({ dim }) => typeof dim !== 'number' || (dim >= 1 && dim <= 4));
  if (sound.length === 0)
    throw new UserFacingError(
      `it takes ${possible.map(({ dim }) => String(dim)).join(' or ')} channels`,
      'choose a network that takes and gives grey or RGB images',
    );
  return sound.map(({ layout }) => layout);
}

const oddAbove = (value: number): number => 2 * Math.ceil(Math.max(1, value) / 2) + 1;

/** The factor between output and input, or why there is none. */
async function findScale(
  session: InferenceSession,
  trial: Omit<Interface, 'scale'>,
  picture: Image,
): Promise<number | string> {
  let problem = '';
  for (const scale of [1, 2, 3, 4, 8]) {
    try {
      await network(session, { ...trial, scale, range: 1, halo: 0 }).run(picture, trialNoise);
      return scale;
    } catch (error) {
      problem = tidy(String(error));
      // The network itself refused: no other factor can help.
      if (!problem.includes('what its card says')) return problem;
    }
  }
  return problem.replace(/^the network probed/u, 'it').replace(/, which is not .*$/u, '');
}

/** Whether white is 1 or 255: the range in which its answer resembles the picture more. */
async function findRange(session: InferenceSession, found: Interface): Promise<1 | 255> {
  const { width, height } = found.fixedSize ?? { width: 64, height: 64 };
  const picture = testPicture(width, height, found.channels);
  const errors: number[] = [];
  let problem: string | null = null;
  for (const range of [1, 255] as const) {
    const answer = await network(session, { ...found, range, halo: 0 }).run(picture, trialNoise);
    problem = answerProblem(answer) ?? problem;
    errors.push(problem === null ? unlikeness(answer, picture, found.scale) : Infinity);
    if (range === 255 && errors.every((error) => error === Infinity))
      throw new UserFacingError(problem ?? 'its answers are not usable', 'choose another network');
    problem = null;
  }
  const [asOne = 0, as255 = 0] = errors;
  // A network that scales with its input cannot tell; then 1 is as right as 255.
  return as255 < 0.9 * asOne ? 255 : 1;
}

/** Mean absolute difference between an answer and the picture enlarged by repeating pixels. */
function unlikeness(answer: Image, picture: Image, scale: number): number {
  let sum = 0;
  for (let channel = 0, i = 0; channel < answer.channels; channel++)
    for (let y = 0; y < answer.height; y++) {
      const row = (channel * picture.height + Math.floor(y / scale)) * picture.width;
      for (let x = 0; x < answer.width; x++, i++)
        sum += Math.abs((answer.data[i] ?? 0) - (picture.data[row + Math.floor(x / scale)] ?? 0));
    }
  return sum / answer.data.length;
}

/** Sides of the pictures on which the reach is measured, each tried where the last was too small. */
const haloSides = [64, 128, 256];
/** For networks that look at the whole picture. */
const unboundedHalo = 64;
/** Influence below this share of the largest is no influence that could be seen. */
const influence = 1e-4;

/** How far a changed pixel changes the answer, in pixels of the input. */
async function findHalo(
  session: InferenceSession,
  probed: Probed,
  breathe: () => Promise<void>,
): Promise<number> {
  const run = network(session, probed);
  const { fixedSize, multiple, channels, scale } = probed;
  for (const side of fixedSize === null ? haloSides : [0]) {
    const size = fixedSize ?? { width: Math.max(side, 2 * multiple), height: Math.max(side, 2 * multiple) };
    const base = testPicture(size.width, size.height, channels);
    const centre = { x: Math.floor(size.width / 2), y: Math.floor(size.height / 2) };
    const before = await run.run(base, trialNoise);
    await breathe();
    let reach = 0;
    for (const change of [-0.2, 0.2]) {
      const data = base.data.slice();
      for (let channel = 0; channel < channels; channel++) {
        const at = (channel * size.height + centre.y) * size.width + centre.x;
        data[at] = (data[at] ?? 0) + change;
      }
      const after = await run.run({ ...base, data }, trialNoise);
      reach = Math.max(reach, reachOf(before, after, centre, scale));
      await breathe();
    }
    // With strides the reach depends on where in the stride the pixel lies.
    const halo = reach + (multiple > 1 ? multiple : 0);
    if (reach < Math.min(size.width, size.height) / 2 - 2) return halo;
  }
  return unboundedHalo;
}

function reachOf(before: Image, after: Image, centre: { x: number; y: number }, scale: number): number {
  const difference = before.data.map((value, i) => Math.abs(value - (after.data[i] ?? 0)));
  const threshold = influence * difference.reduce((most, value) => Math.max(most, value), 0);
  const { width, height } = before;
  let reach = 0;
  for (let i = 0; i < difference.length; i++) {
    if ((difference[i] ?? 0) <= threshold) continue;
    const x = Math.floor((i % width) / scale);
    const y = Math.floor((Math.floor(i / width) % height) / scale);
    reach = Math.max(reach, Math.abs(x - centre.x), Math.abs(y - centre.y));
  }
  return reach;
}
