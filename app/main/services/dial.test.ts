import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DialLook, ImageInfo, JobState, ResidualSummary } from '../../contract/index.ts';
import { openPixelFile } from '../session/pixelFile.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { testHouse } from '../testing/house.ts';
import { writePicture } from '../testing/pictures.ts';
import type { House } from './index.ts';

let folder: string;
let remove: () => Promise<void>;
let house: House;
let photo: ImageInfo;
let images: readonly ImageInfo[];
let jobs: JobState[];
let problem: string | null;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  house = await testHouse(join(folder, 'user'));
  images = [];
  jobs = [];
  house.onEvent((event) => {
    if (event.type === 'dial') ({ images, problem } = event.news);
    if (event.type === 'job') jobs.push(event.job);
  });
  const path = join(folder, 'noisy.png');
  await writePicture(path, { width: 64, height: 48 });
  const [outcome] = await house.services.images.open({ files: [{ kind: 'path', path }] });
  if (outcome?.ok !== true) throw new Error('was not opened');
  photo = outcome.image;
});
afterEach(async () => {
  await house.close();
  await remove();
});

const region = { x: 4, y: 2, width: 56, height: 44 };

async function start(method: string, parameter: string, value: number): Promise<string> {
  const { dial } = await house.services.dial.start({
    image: photo.id,
    steps: [{ method, parameters: {} }],
    step: 0,
    parameter,
    value,
    region,
  });
  return dial;
}

/** Nine rungs near the hand. */
const untilSolved = (): Promise<void> =>
  expect.poll(() => images.length, { timeout: 40_000, interval: 20 }).toBe(9);

/** Waits for the statistics too, which are made in the background. */
async function look(dial: string, value: number): Promise<DialLook & { residual: ResidualSummary }> {
  await expect
    .poll(async () => (await house.services.dial.look({ dial, value })).residual, { timeout: 20_000 })
    .not.toBeNull();
  const found = await house.services.dial.look({ dial, value });
  if (found.residual === null) throw new Error('no statistics');
  return { ...found, residual: found.residual };
}

async function pixels({ id }: Pick<ImageInfo, 'id'>): Promise<Float32Array> {
  const file = await openPixelFile(house.session.get(id).base);
  try {
    const { width, height } = file.format;
    return (await file.readRegion({ x: 0, y: 0, width, height })).data;
  } finally {
    await file.close();
  }
}

/** What the canvas makes of it. */
async function shown({ layers: [below, above] }: DialLook): Promise<Float32Array> {
  if (!below) throw new Error('nothing is shown');
  const base = await pixels(below.image);
  if (!above) return base;
  const over = await pixels(above.image);
  return base.map((value, i) => (1 - above.opacity) * value + above.opacity * (over[i] ?? 0));
}

async function solved(method: string, parameter: string, value: number) {
  const before = jobs.length;
  await house.services.jobs.start({
    image: photo.id,
    steps: [{ method, parameters: { [parameter]: value } }],
    region,
  });
  await expect
    .poll(() => jobs.slice(before).findLast(({ state }) => state === 'done'), { timeout: 20_000 })
    .toBeDefined();
  const [result] = jobs.findLast(({ state }) => state === 'done')?.results ?? [];
  if (!result) throw new Error('no result');
  return result;
}

/** Root mean square, 8-bit units. */
const distance = (a: Float32Array, b: Float32Array): number =>
  255 * Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);

test('at a rung a dial shows what a job solves there, to the bit, with its statistics', async () => {
  const dial = await start('tv-denoise', 'strength', 0.08);
  await untilSolved();
  const found = await look(dial, 0.08);
  expect(found.kind).toBe('exact');
  const result = await solved('tv-denoise', 'strength', 0.08);
  expect(await shown(found)).toEqual(await pixels(result.image));
  expect(found.residual).toEqual(result.explanation.residual);
});

test.each([
  ['tv-denoise', 'strength', 0.08],
  ['sobolev-denoise', 'strength', 0.5],
  ['wavelet-denoise', 'strength', 30],
  ['network-denoise', 'noise', 20],
])(
  'between rungs %s errs by less than a third of the way from rung to rung',
  async (method, parameter, start0) => {
    const dial = await start(method, parameter, start0);
    await untilSolved();
    const rungs = 1.5;
    const low = await look(dial, start0);
    const high = await look(dial, start0 * rungs ** 0.999999);
    expect(high.kind).toBe('interpolated');
    const value = start0 * Math.sqrt(rungs);
    const found = await look(dial, value);
    expect(found.kind).toBe('interpolated');
    const exact = await solved(method, parameter, value);
    const whole = distance(await shown(low), await shown(high));
    expect(whole).toBeGreaterThan(0.05);
    expect(distance(await shown(found), await pixels(exact.image))).toBeLessThan(whole / 3);
    const { residual } = exact.explanation;
    expect(Math.abs(found.residual.rms - (residual?.rms ?? NaN))).toBeLessThan(0.1 * found.residual.rms);
    expect(Math.abs((found.residual.colour ?? 0) - (residual?.colour ?? 0))).toBeLessThan(0.1);
  },
);

test('where the hand rests it is solved exactly, before what is far', async () => {
  const dial = await start('tv-denoise', 'strength', 0.08);
  await house.services.dial.rest({ dial, value: 0.093 });
  await expect
    .poll(async () => (await house.services.dial.look({ dial, value: 0.093 })).kind, { timeout: 20_000 })
    .toBe('exact');
  await untilSolved().catch(() => undefined);
  expect(images.length).toBeGreaterThan(1);
});

test('a job goes before a dial’s solutions, which are solved all the same', async () => {
  await start('tv-denoise', 'strength', 0.05);
  await solved('gaussian-denoise', 'strength', 2);
  await untilSolved();
  expect(jobs.every(({ request }) => request.steps[0]?.method === 'gaussian-denoise')).toBe(true);
});

test('closed, it leaves no file behind', async () => {
  const files = async (): Promise<string[]> => (await readdir(house.session.folder)).sort();
  const before = await files();
  const dial = await start('tv-denoise', 'strength', 0.08);
  await untilSolved();
  expect((await files()).length).toBeGreaterThan(before.length);
  await house.services.dial.close({ dial });
  expect(await files()).toEqual(before);
  await expect(house.services.dial.look({ dial, value: 1 })).rejects.toThrow('not there any more');
});

test('what cannot be turned is refused, and what cannot be solved says why', async () => {
  await expect(start('tv-denoise', 'nonsense', 1)).rejects.toThrow('cannot be turned');
  await house.services.dial.start({
    image: photo.id,
    steps: [{ method: 'tv-denoise', parameters: { noise: -1 } }],
    step: 0,
    parameter: 'strength',
    value: 1,
    region,
  });
  await expect.poll(() => problem).toContain('out of range');
});
