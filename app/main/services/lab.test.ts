import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ComparisonRow, Experiment, ImageInfo } from '../../contract/index.ts';
import { thumbnailPath } from '../../contract/routes.ts';
import { openPixelFile } from '../session/pixelFile.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { testHouse } from '../testing/house.ts';
import type { House } from './index.ts';

const side = 32;
let folder: string;
let remove: () => Promise<void>;
let house: House;
let photo: ImageInfo;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  house = await testHouse(join(folder, 'user'));
  const path = join(folder, 'blocks.png');
  await writeBlocks(path);
  const [outcome] = await house.services.images.open({ files: [{ kind: 'path', path }] });
  if (outcome?.ok !== true) throw new Error('was not opened');
  photo = outcome.image;
});
afterEach(async () => {
  await house.close();
  await remove();
});

/** A few flat pieces: simple in every sense in which the methods understand it. */
async function writeBlocks(path: string): Promise<void> {
  const data = Buffer.alloc(96 * 64 * 3);
  for (let i = 0; i < 96 * 64; i++) {
    const [x, y] = [i % 96, Math.floor(i / 96)];
    data.fill(40 + (x > 50 ? 90 : 0) + (y > 20 && y < 44 ? 60 : 0), 3 * i, 3 * i + 3);
  }
  await sharp(data, { raw: { width: 96, height: 64, channels: 3 } })
    .png()
    .toFile(path);
}

async function values(id: string): Promise<Float32Array> {
  const file = await openPixelFile(house.session.get(id).base);
  try {
    const { width, height } = file.format;
    return (await file.readRegion({ x: 0, y: 0, width, height })).data;
  } finally {
    await file.close();
  }
}

test.each<Experiment>([
  { kind: 'fourier', pattern: 'variable', fraction: 0.4 },
  { kind: 'tomography', angles: 16 },
  { kind: 'gaussian', fraction: 0.5 },
  { kind: 'spikes', count: 12, sigma: 1.2 },
])('what %o measures is recovered by the methods that come with it', async (experiment) => {
  const { lab, comparison } = house.services;
  const { truth, measurement, entries } = await lab.simulate({ image: photo.id, experiment, side });
  expect(truth).toMatchObject({ width: side, height: side, channels: 1 });
  expect(measurement.id).not.toBe(truth.id);
  const rows = new Map<number, ComparisonRow>();
  let state = 'running';
  let input: unknown = null;
  house.onEvent((event) => {
    if (event.type !== 'comparison') return;
    ({ state, input } = event.comparison);
    for (const row of event.comparison.rows) rows.set(row.index, row);
  });
  await comparison.start({
    image: measurement.id,
    region: { x: 0, y: 0, width: side, height: side },
    entries,
    reference: truth.id,
  });
  await expect.poll(() => state, { timeout: 60_000 }).toBe('done');
  expect([...rows.values()].map(({ error }) => error)).toEqual(entries.map(() => null));
  const scores = [...rows.values()].map(({ score }) => score?.psnr ?? NaN);
  expect(Math.max(...scores)).toBeGreaterThan(18);
  // The first is the baseline, but for random sums, which have none.
  if (experiment.kind !== 'gaussian') expect(scores.at(-1)).toBeGreaterThan((scores[0] ?? NaN) + 1);
  // A blurred picture is a picture, the other measurements are none.
  if (experiment.kind === 'spikes') expect(input).not.toBeNull();
  else expect(input).toBeNull();
});

test('the truth is the middle square in grey, of the same mean', async () => {
  const experiment = { kind: 'tomography', angles: 8 } as const;
  const { truth } = await house.services.lab.simulate({ image: photo.id, experiment, side });
  const grey = await values(truth.id);
  const whole = await values(photo.id);
  const middle = whole.filter((_, i) => i < 96 * 64 && i % 96 >= 16 && i % 96 < 80);
  const mean = (data: Float32Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(mean(grey)).toBeCloseTo(mean(middle), 5);
});

test('the window is shown the frequencies with zero in the middle; closing frees both', async () => {
  const experiment = { kind: 'fourier', pattern: 'variable', fraction: 0.3 } as const;
  const { measurement } = await house.services.lab.simulate({ image: photo.id, experiment, side });
  const { shownAs } = house.session.get(measurement.id);
  const view = await values(shownAs ?? '');
  expect(view.indexOf(Math.max(...view))).toBe((side / 2) * side + side / 2);
  expect(Math.min(...view)).toBe(0);
  // Real pictures have the same amounts at k and −k.
  for (let y = 1; y < side; y++)
    for (let x = 1; x < side; x++)
      expect(view[y * side + x]).toBeCloseTo(view[(side - y) * side + side - x] ?? NaN, 6);
  const response = await house.pixelRoute(new Request(`http://app${thumbnailPath(measurement.id, side)}`));
  const { dominant } = await sharp(Buffer.from(await (response as Response).arrayBuffer())).stats();
  expect(dominant.r).toBeLessThan(60);
  await house.services.images.close({ image: measurement.id });
  expect(() => house.session.get(shownAs ?? '')).toThrow();
});

test('noise goes only where something was measured', async () => {
  const order = { image: photo.id, experiment: { kind: 'tomography', angles: 8 } as const, side };
  const { measurement } = await house.services.lab.simulate({ ...order, noise: 5 });
  const data = await values(measurement.id);
  expect(data.slice(8 * side).every((value) => value === 0)).toBe(true);
  const clean = await values((await house.services.lab.simulate(order)).measurement.id);
  expect(data.slice(0, 8 * side).some((value, i) => value !== clean[i])).toBe(true);
});

test('pictures of an inversion are open until the next one; a run that is stopped fails', async () => {
  const { lab } = house.services;
  const fractions: number[] = [];
  house.onEvent((event) => {
    if (event.type === 'lab' && event.run === 'inversion') fractions.push(event.fraction);
  });
  const { name, cases } = await lab.inversion({ image: photo.id, side });
  expect(name).toBe('blocks.png');
  expect(fractions.at(-1)).toBeCloseTo(1, 9);
  const [first] = cases;
  if (first === undefined) throw new Error('there are no cases');
  const { truth, answers } = first;
  const wanted = await values(truth.id);
  const shown = await values(answers[0]?.image.id ?? '');
  const error = shown.reduce((sum, value, i) => sum + (value - (wanted[i] ?? NaN)) ** 2, 0) / shown.length;
  expect(-10 * Math.log10(error)).toBeCloseTo(answers[0]?.psnr ?? NaN, 3);

  const ignore = house.onEvent(({ type }) => {
    if (type === 'lab') void lab.stop({ run: 'inversion' });
  });
  await expect(lab.inversion({ image: photo.id, side })).rejects.toThrow();
  ignore();
  expect(house.session.get(truth.id).info.width).toBe(side);
  await lab.inversion({ image: photo.id, side });
  expect(() => house.session.get(truth.id)).toThrow();
}, 180_000);
