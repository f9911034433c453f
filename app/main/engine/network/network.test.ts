import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createImage, type Image } from '../../../compute/image.ts';
import { crop } from '../rects.ts';
import { cardSchema, type Card } from './card.ts';
import { findModels, readModel } from './catalogue.ts';
import { importModel } from './importModel.ts';
import { openNetwork } from './openNetwork.ts';
import { listDevices } from './runtime.ts';
import { largestDifference, testPicture } from './testPicture.ts';
import {
  blockNetwork,
  blurNetwork,
  channelsLastNetwork,
  constantNetwork,
  enlargingNetwork,
  fiveChannelNetwork,
  fixedSizeNetwork,
  noiseChannelNetwork,
  noiseNetwork,
  roundingNetwork,
  unknownOperatorNetwork,
  vectorNetwork,
} from './testing/networks.ts';
import { externalFloats, node, onnxFile, value } from './testing/onnxFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-models-'));
});
afterEach(() => rm(folder, { recursive: true }));

const noBreath = (): Promise<void> => Promise.resolve();

async function imported(bytes: Uint8Array, fileName = 'Tiny Net.onnx'): Promise<Card> {
  const path = join(folder, 'given.onnx');
  await writeFile(path, bytes);
  const models = join(folder, 'models');
  const { name } = await importModel({ path, fileName, folder: models }, noBreath);
  return cardSchema.parse(JSON.parse(await readFile(join(models, name, 'card.json'), 'utf8')));
}

const modelFolder = (name: string): string => join(folder, 'models', name);
const open = async (name: string, device = 'cpu') => openNetwork(await readModel(modelFolder(name)), device);

/** The 3×3 mean with zeros outside, as the tiny networks compute it. */
function mean3(image: Image): Image {
  const result = createImage(image.width, image.height, image.channels);
  const at = (c: number, y: number, x: number): number =>
    x < 0 || y < 0 || x >= image.width || y >= image.height
      ? 0
      : (image.data[(c * image.height + y) * image.width + x] ?? 0);
  for (let c = 0, i = 0; c < image.channels; c++)
    for (let y = 0; y < image.height; y++)
      for (let x = 0; x < image.width; x++, i++) {
        let sum = 0;
        for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) sum += at(c, y + dy, x + dx);
        result.data[i] = sum / 9;
      }
  return result;
}

const plain = {
  scale: 1,
  channels: 3,
  layout: 'NCHW',
  range: 1,
  noise: 'none',
  multiple: 1,
  fixedSize: null,
  halo: 1,
  task: 'restore',
};

describe('import finds out by probing', () => {
  test.each([
    ['colour', blurNetwork(3), {}],
    ['grey', blurNetwork(1), { channels: 1 }],
    ['channels last', channelsLastNetwork(3), { layout: 'NHWC' }],
    ['channels last, grey', channelsLastNetwork(1), { layout: 'NHWC', channels: 1 }],
    ['values from 0 to 255', roundingNetwork(), { range: 255, halo: 0 }],
    ['noise as a number', noiseNetwork('scalar'), { noise: 'scalar', task: 'denoise', halo: 0 }],
    ['noise as a map', noiseNetwork('map'), { noise: 'map', task: 'denoise', halo: 0 }],
    ['noise as a channel', noiseChannelNetwork(), { noise: 'channel', task: 'denoise', halo: 0 }],
    ['one size only', fixedSizeNetwork(48, 32), { fixedSize: { width: 48, height: 32 } }],
    ['multiples of 8', blockNetwork(8), { multiple: 8, halo: 9 }],
    ['twice the size', enlargingNetwork(2), { scale: 2, task: 'upscale', halo: 0 }],
    ['four times the size', enlargingNetwork(4), { scale: 4, task: 'upscale', halo: 0 }],
  ])('%s', async (_name, bytes, found) => {
    expect(await imported(bytes)).toMatchObject({ ...plain, name: 'tiny-net', ...found });
  });

  test('names do not collide, with each other nor with methods', async () => {
    expect((await imported(blurNetwork(3))).name).toBe('tiny-net');
    expect((await imported(blurNetwork(3))).name).toBe('tiny-net-2');
    expect((await imported(blurNetwork(3), 'gaussian-denoise.onnx')).name).toBe('gaussian-denoise-2');
    expect((await imported(blurNetwork(3), '修復.onnx')).name).toBe('network');
  });
});

describe('import refuses, in one line and leaving nothing behind', () => {
  const nothing = new Uint8Array(0);
  const external = onnxFile({
    inputs: [value('x', ['n', 3, 'h', 'w'])],
    outputs: [value('y', ['n', 3, 'h', 'w'])],
    nodes: [node('Conv', ['x', 'k'], 'y', { group: 3, pads: [1, 1, 1, 1] })],
    initializers: [externalFloats('k', [3, 1, 3, 3], 'weights.bin')],
  });
  test.each([
    ['text', new TextEncoder().encode('these are no weights'), 'not an ONNX file'],
    ['nothing', nothing, 'the file is empty'],
    ['a truncated file', blurNetwork(3).subarray(0, 150), 'not an ONNX file, or it is damaged'],
    ['weights in another file', external, 'weights lie in another file'],
    ['five channels', fiveChannelNetwork(), 'it takes 5 channels'],
    ['an unknown operator', unknownOperatorNetwork(), 'the operator Frobnicate'],
    ['no picture', vectorNetwork(), 'does not take one image'],
    ['weights that are not numbers', blurNetwork(3, NaN), 'not numbers'],
    ['a constant answer', constantNetwork(), 'the same value everywhere'],
  ])('%s', async (_name, bytes, problem) => {
    const error: unknown = await imported(bytes).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UserFacingError', where: 'Tiny Net.onnx' });
    expect((error as Error).message).toContain(problem);
    expect((error as Error).message).not.toContain('\n');
    expect(await readdir(join(folder, 'models')).catch(() => [])).toEqual([]);
  });

  test('files above 2 GB', async () => {
    const path = join(folder, 'huge.onnx');
    await writeFile(path, '');
    await truncate(path, 2 ** 31 + 1);
    const huge = importModel({ path, fileName: 'huge.onnx', folder: join(folder, 'models') }, noBreath);
    await expect(huge).rejects.toThrow('larger than 2 GB');
  });
});

describe('a network computes what its file says', () => {
  const picture = testPicture(37, 21, 3);

  test.each([
    ['NCHW', blurNetwork(3)],
    ['NHWC', channelsLastNetwork(3)],
  ])('%s', async (_layout, bytes) => {
    const { name } = await imported(bytes);
    const { network, device, notices } = await open(name);
    expect(largestDifference(await network.run(picture), mean3(picture))).toBeLessThan(1e-6);
    expect({ device, notices }).toEqual({ device: 'CPU', notices: [] });
  });

  test('values are scaled to its range and back', async () => {
    const { name } = await imported(roundingNetwork());
    const answer = await (await open(name)).network.run(picture);
    const rounded = picture.data.map((sample) => Math.fround(Math.round(sample * 255) / 255));
    expect(largestDifference(answer, { ...picture, data: rounded })).toBeLessThan(0.5 / 255);
    expect(answer.data.every((sample) => Math.abs(sample * 255 - Math.round(sample * 255)) < 1e-3)).toBe(
      true,
    );
  });

  test.each([
    ['scalar', noiseNetwork('scalar')],
    ['map', noiseNetwork('map')],
    ['channel', noiseChannelNetwork()],
  ])('the noise level reaches it in its own units: %s', async (_kind, bytes) => {
    const { name } = await imported(bytes);
    const { network } = await open(name);
    expect(network.level).toBe('noise');
    const darkened = { ...picture, data: picture.data.map((sample) => sample - 25.5 / 255) };
    expect(largestDifference(await network.run(picture, 25.5), darkened)).toBeLessThan(1e-6);
  });

  test('sizes that are no multiples are padded by reflection and cut again', async () => {
    const { name } = await imported(blockNetwork(8));
    const answer = await (await open(name)).network.run(picture);
    const expected = mean3(picture);
    const inner = { x: 0, y: 0, width: 36, height: 20 };
    expect([answer.width, answer.height]).toEqual([37, 21]);
    expect(largestDifference(crop(answer, inner), crop(expected, inner))).toBeLessThan(1e-6);
  });

  test('a network of one size runs over larger and smaller pictures without a seam', async () => {
    const { name } = await imported(fixedSizeNetwork(48, 32));
    const { network } = await open(name);
    const large = testPicture(131, 77, 3);
    expect(largestDifference(await network.run(large), mean3(large))).toBeLessThan(1e-6);
    const small = await network.run(picture);
    const inner = { x: 0, y: 0, width: 36, height: 20 };
    expect(largestDifference(crop(small, inner), crop(mean3(picture), inner))).toBeLessThan(1e-6);
  });

  test('enlarging', async () => {
    const { name } = await imported(enlargingNetwork(2));
    const answer = await (await open(name)).network.run(picture);
    expect([answer.width, answer.height]).toEqual([74, 42]);
    expect(answer.data[74 * 3 + 9]).toBeCloseTo(picture.data[37 + 4] ?? 0, 6);
  });
});

describe('a model that is not what its card says', () => {
  const changed = async (change: (card: Card) => object): Promise<string> => {
    const card = await imported(blurNetwork(3));
    const path = join(modelFolder(card.name), 'card.json');
    await writeFile(path, JSON.stringify({ ...card, ...change(card) }));
    return card.name;
  };

  test('another file', async () => {
    const name = await changed(() => ({}));
    await writeFile(join(modelFolder(name), 'network.onnx'), blurNetwork(3, 0.2));
    await expect(open(name)).rejects.toThrow('SHA-256');
  });

  test.each([
    ['channels', { channels: 1 }],
    ['scale', { scale: 2 }],
    ['layout', { layout: 'NHWC' }],
  ])('another value of %s', async (_key, change) => {
    await expect(open(await changed(() => change))).rejects.toThrow('does not do what its card says');
  });

  test('a broken card harms no other model', async () => {
    const sound = await imported(blurNetwork(3));
    const broken: Record<string, string> = {
      'bad-json': '{',
      'bad-scale': JSON.stringify({ ...sound, name: 'bad-scale', scale: 'two' }),
      'bad-steps': JSON.stringify({
        ...sound,
        name: 'bad-steps',
        steps: [{ weight: [1, 2], level: [1, 2, 3] }],
      }),
      'bad-name': JSON.stringify({ ...sound, name: 'other' }),
      'no-file': JSON.stringify({ ...sound, name: 'no-file' }),
    };
    for (const [name, text] of Object.entries(broken)) {
      await mkdir(modelFolder(name));
      await writeFile(join(modelFolder(name), 'card.json'), text);
    }
    const models = await findModels([join(folder, 'absent'), join(folder, 'models')]);
    const problems = Object.fromEntries(models.map(({ name, problem }) => [name, problem]));
    expect(problems).toEqual({
      'bad-json': 'card.json is wrong: it is no JSON',
      'bad-name': 'card.json names "other", its folder "bad-name"',
      'bad-scale': expect.stringContaining('card.json is wrong: scale') as string,
      'bad-steps': expect.stringContaining('card.json is wrong: steps.0.weight') as string,
      'no-file': 'network.onnx is missing',
      'tiny-net': null,
    });
  });
});

describe('devices', () => {
  test('the processor is always there, and first', async () => {
    expect((await listDevices())[0]).toBe('cpu');
  });

  test('one that cannot be used is told of, and the processor does the work', async () => {
    const { name } = await imported(blurNetwork(3));
    // No machine has both of these.
    const missing = process.platform === 'win32' ? 'coreml' : 'dml';
    const { network, device, notices } = await open(name, missing);
    expect(device).toBe('CPU');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/could not be used \(.+\); the network ran on the CPU$/u);
    const picture = testPicture(16, 16, 3);
    expect(largestDifference(await network.run(picture), mean3(picture))).toBeLessThan(1e-6);
  });
});
