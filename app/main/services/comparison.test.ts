import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ComparisonRow, ComparisonState, Event, ImageInfo } from '../../contract/index.ts';
import { temporaryFolder } from '../testing/folder.ts';
import { testHouse } from '../testing/house.ts';
import { writePicture } from '../testing/pictures.ts';
import { curvesTable } from './comparison/table.ts';
import type { House } from './index.ts';

let folder: string;
let remove: () => Promise<void>;
let house: House;
let rows: Map<number, ComparisonRow>;
let last: ComparisonState | null;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  house = await testHouse(join(folder, 'user'));
  rows = new Map();
  last = null;
  house.onEvent(receive);
});
afterEach(async () => {
  await house.close();
  await remove();
});

function receive(event: Event): void {
  if (event.type !== 'comparison') return;
  last = event.comparison;
  for (const row of last.rows) rows.set(row.index, row);
}

async function open(name: string, options: Parameters<typeof writePicture>[1] = {}): Promise<ImageInfo> {
  const path = join(folder, name);
  await writePicture(path, options);
  const [outcome] = await house.services.images.open({ files: [{ kind: 'path', path }] });
  if (outcome?.ok !== true) throw new Error('was not opened');
  return outcome.image;
}

async function untilOver(): Promise<void> {
  await expect.poll(() => last?.state, { timeout: 20_000, interval: 20 }).toMatch(/done|cancelled/);
}

const region = { x: 4, y: 2, width: 40, height: 28 };
const entries = [
  { method: 'tv-denoise', parameters: {} },
  { method: 'gaussian-denoise', parameters: {}, label: 'A blur' },
  { method: 'tv-denoise', parameters: { noise: -1 } },
];

test('every entry is computed as a job on the region would, scored, and one that fails stops no other', async () => {
  const image = await open('noisy.png');
  const reference = await open('clean.png', { noise: 0 });
  const { comparison, jobs } = house.services;
  const started = await comparison.start({ image: image.id, region, reference: reference.id, entries });
  expect(started.rows.map(({ title, state }) => [title, state])).toEqual([
    ['Total variation', 'waiting'],
    ['A blur', 'waiting'],
    ['Total variation', 'waiting'],
  ]);
  await untilOver();
  expect(last?.state).toBe('done');
  expect([...rows.values()].map(({ state }) => state)).toEqual(['done', 'done', 'failed']);
  const first = rows.get(0);
  expect(first?.result?.image).toMatchObject({ width: 40, height: 28 });
  expect(first?.score?.psnr).toBeGreaterThan(last?.input?.psnr ?? Infinity);
  expect(first?.score?.ssim).toBeGreaterThan(0);
  const curve = first?.objective ?? [];
  expect(curve.length).toBeGreaterThan(1);
  for (const [index, { seconds }] of curve.entries())
    expect(seconds).toBeGreaterThanOrEqual(curve[index - 1]?.seconds ?? 0);
  expect(rows.get(2)?.error?.problem).toContain('out of range');

  // The same pixels as an ordinary job's; neither is a preview that would replace the other.
  const alone = await house.services.jobs.start({
    image: image.id,
    region,
    steps: [{ method: 'tv-denoise', parameters: {} }],
  });
  await expect
    .poll(async () => (await jobs.list({})).find(({ id }) => id === alone.id)?.state, { timeout: 10_000 })
    .toBe('done');
  const job = (await jobs.list({})).find(({ id }) => id === alone.id);
  const pixels = async (id: string | undefined) => readFile(`${house.session.get(id ?? '').base}.v`);
  expect((await pixels(job?.results[0]?.image.id)).equals(await pixels(first?.result?.image.id))).toBe(true);

  await comparison.close({ comparison: started.id });
  expect(() => house.session.get(first?.result?.image.id ?? '')).toThrow(/not open any more/);
});

test('tables and the sheet are written; what is no PNG is refused', async () => {
  const image = await open('noisy, "2".png');
  const { id } = await house.services.comparison.start({ image: image.id, region, entries });
  await untilOver();
  const destination = { kind: 'folder', folder } as const;
  const table = await house.services.comparison.export({
    comparison: id,
    what: { kind: 'table' },
    destination,
  });
  const lines = (await readFile(table.path ?? '', 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1 + entries.length);
  expect(lines[0]).toContain('"seconds","iterations","objective"');
  expect(lines[2]).toMatch(/^"A blur","gaussian-denoise",.*"done","[\d.e-]+"/);
  expect(lines[3]).toContain('"failed"');
  const curves = await house.services.comparison.export({
    comparison: id,
    what: { kind: 'curves' },
    destination,
  });
  const points = (await readFile(curves.path ?? '', 'utf8')).trimEnd().split('\r\n');
  expect(points.length).toBe(
    1 + [...rows.values()].reduce((sum, { objective }) => sum + objective.length, 0),
  );

  const sheet = async (bytes: Uint8Array) => {
    const path = join(folder, 'drawn');
    await writeFile(path, bytes);
    const picture = { kind: 'path', path } as const;
    return house.services.comparison.export({
      comparison: id,
      what: { kind: 'sheet', picture },
      destination,
    });
  };
  const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const written = await sheet(png);
  expect((await readFile(written.path ?? '')).equals(png)).toBe(true);
  await expect(sheet(Buffer.from('no picture'))).rejects.toThrow(/no PNG/);
});

test('a reference of another size and a part outside are refused; cancelling keeps what is done', async () => {
  const image = await open('noisy.png');
  const small = await open('small.png', { width: 20, height: 20 });
  const { comparison } = house.services;
  await expect(comparison.start({ image: image.id, region, entries, reference: small.id })).rejects.toThrow(
    /20 × 20/,
  );
  await expect(comparison.start({ image: image.id, region: { ...region, x: 40 }, entries })).rejects.toThrow(
    /outside/,
  );
  const many = Array.from({ length: 20 }, () => ({ method: 'tv-denoise', parameters: { tolerance: 1e-7 } }));
  const { id } = await comparison.start({ image: image.id, region, entries: many });
  await expect.poll(() => rows.get(0)?.state, { timeout: 20_000, interval: 5 }).toBe('done');
  await comparison.cancel({ comparison: id });
  await untilOver();
  expect(last?.state).toBe('cancelled');
  expect(rows.get(0)?.state).toBe('done');
  expect(rows.get(19)?.state).toBe('cancelled');
});

test('a curve’s table has a row per point, a title that looks like a formula made harmless', () => {
  const point = { iteration: 3, seconds: 0.25, objective: 1 / 3, dual: null };
  const row: ComparisonRow = {
    index: 0,
    title: '=1+1',
    method: 'm',
    state: 'done',
    stage: '',
    fraction: 1,
    objective: [point],
    result: null,
    score: null,
    error: null,
  };
  expect(curvesTable([row]).split('\r\n')[1]).toBe(`"'=1+1","m","3","0.25","0.3333333",""`);
});
