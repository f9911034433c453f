import { mkdir, readdir, readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchState, Event } from '../../../contract/index.ts';
import { temporaryFolder } from '../../testing/folder.ts';
import { testHouse } from '../../testing/house.ts';
import { writeBroken, writePicture } from '../../testing/pictures.ts';
import type { House } from '../index.ts';
import { journalName } from './journal.ts';
import type { BatchPlan } from './plan.ts';
import { checkSteps, fixedRecipe } from './recipe.ts';
import type { BatchListener, BatchOutcome } from './run.ts';

const silent: BatchListener = { state: () => undefined };

describe('a batch', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let house: House;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    house = await testHouse(join(folder, 'user'));
  });
  afterEach(async () => {
    await house.close();
    await remove();
  });

  const at = (...parts: string[]) => join(folder, ...parts);

  async function planFor(inputs: readonly string[], changes: Partial<BatchPlan> = {}): Promise<BatchPlan> {
    const methods = await house.services.methods.list({});
    const steps = checkSteps([{ method: 'gaussian-denoise', parameters: {} }], methods, false);
    return {
      inputs: inputs.map((path) => ({ kind: 'path', path })),
      recursive: false,
      recipe: fixedRecipe(steps),
      mask: null,
      placement: { kind: 'folder', folder: at('out') },
      encoding: { quality: 95, depth: 'source', stripGps: false },
      template: '{name}_{task}',
      conflict: 'unique',
      resume: false,
      sidecar: false,
      report: null,
      seed: 0,
      ...changes,
    };
  }

  async function run(
    plan: BatchPlan,
    listener: BatchListener = silent,
    signal = new AbortController().signal,
  ): Promise<BatchOutcome> {
    return house.runBatch(plan, listener, signal);
  }

  const written = async (...parts: string[]): Promise<string[]> =>
    (await readdir(at(...parts), { recursive: true })).filter((name) => /\.(png|jpe?g)$/i.test(name)).sort();

  /** `count` pictures of which every sixth is broken. */
  async function makeInputs(count: number): Promise<void> {
    await mkdir(at('in'));
    for (let i = 0; i < count; i++) {
      const path = at('in', `p${String(i).padStart(2, '0')}.png`);
      if (i % 6 === 5) await writeBroken(path, (i - 5) / 6);
      else await writePicture(path, { seed: i + 1, width: 24, height: 16 });
    }
  }

  it('writes what can be written and reports the rest', async () => {
    await makeInputs(30);
    const report = at('report.json');
    const { state, items } = await run(await planFor([at('in')], { report }));
    expect(state).toMatchObject({ state: 'done', total: 30, done: 25, failed: 5, skipped: 0, ignored: 0 });
    expect(await written('out')).toHaveLength(25);
    const failed = items.filter((item) => item.state === 'failed');
    expect(failed).toHaveLength(5);
    for (const { input, error, output } of failed) {
      expect(output).toBeNull();
      expect(error).toMatchObject({ code: 'user', where: input });
    }

    const json = JSON.parse(await readFile(report, 'utf8')) as Record<string, unknown>;
    expect(json).toMatchObject({ totals: { total: 30, done: 25, failed: 5 } });
    expect(json['items']).toHaveLength(30);
    const [first] = json['items'] as { steps: unknown[] }[];
    expect(first?.steps).toMatchObject([
      { method: 'gaussian-denoise', seed: 0, explanation: { changedOutsideMask: null } },
    ]);
    const rows = (await readFile(at('report.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(rows).toHaveLength(31);
    expect(rows[0]).toContain('"input","state","output"');
  });

  it('leaves nothing behind in the session', async () => {
    await makeInputs(8);
    await run(await planFor([at('in')]));
    expect(house.session.records()).toEqual([]);
    expect(await readdir(house.session.folder)).toEqual([]);
  });

  it('keeps at most three pictures in the session at a time', async () => {
    await makeInputs(12);
    let most = 0;
    const originals = () => house.session.records().filter(({ kind }) => kind === 'original').length;
    const count = (): void => void (most = Math.max(most, originals()));
    const watching = setInterval(count, 1);
    await run(await planFor([at('in')]), { state: count, item: count });
    clearInterval(watching);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('redoes nothing and leaves nothing half-written when resumed after a stop', async () => {
    await makeInputs(18);
    const abort = new AbortController();
    let finished = 0;
    const stopped = await run(
      await planFor([at('in')]),
      { ...silent, item: ({ state }) => state === 'done' && ++finished === 6 && abort.abort() },
      abort.signal,
    );
    expect(stopped.state.state).toBe('cancelled');
    const before = await written('out');
    expect(before.length).toBeGreaterThanOrEqual(6);
    expect(before.length).toBeLessThan(15);
    for (const name of before) await sharp(at('out', name)).stats();
    const times = new Map<string, number>();
    for (const name of before) times.set(name, (await stat(at('out', name))).mtimeMs);

    const resumed = await run(await planFor([at('in')], { resume: true }));
    expect(resumed.state).toMatchObject({ done: 15 - before.length, skipped: before.length, failed: 3 });
    expect(await written('out')).toHaveLength(15);
    for (const [name, time] of times) expect((await stat(at('out', name))).mtimeMs).toBe(time);
    expect((await readdir(at('out'))).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('takes a file that was in place before its size was recorded for finished', async () => {
    await makeInputs(2);
    await run(await planFor([at('in')]));
    const journal = at('out', journalName);
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    // As after a kill: the last line is lost, the one before it torn, and a part lies about.
    const announced = lines.filter((line) => line.includes('"bytes":null'));
    await writeFile(journal, `${announced.join('\n')}\n${lines.at(-1)?.slice(0, 40)}`);
    await writeFile(at('out', 'p00_denoise.png.0a1b2c3d.part'), 'half');
    const { state } = await run(await planFor([at('in')], { resume: true }));
    expect(state).toMatchObject({ done: 0, skipped: 2 });
    expect((await readdir(at('out'))).sort()).toEqual([journalName, 'p00_denoise.png', 'p01_denoise.png']);
  });

  it('does an input again when it, its output or the recipe has changed', async () => {
    await makeInputs(4);
    await run(await planFor([at('in')]));
    await writePicture(at('in', 'p00.png'), { seed: 99, width: 24, height: 16 });
    await utimes(at('in', 'p00.png'), 1, 1);
    await writeFile(at('out', 'p01_denoise.png'), 'cut short');
    const again = await run(await planFor([at('in')], { resume: true, conflict: 'overwrite' }));
    expect(again.state).toMatchObject({ done: 2, skipped: 2 });
    const other = await run(await planFor([at('in')], { resume: true, conflict: 'overwrite', seed: 7 }));
    expect(other.state).toMatchObject({ done: 4, skipped: 0 });
  });

  it.each([
    ['unique', { done: 2, failed: 0, skipped: 0 }, ['a_denoise-2.png', 'a_denoise.png', 'b_denoise.png']],
    ['overwrite', { done: 2, failed: 0, skipped: 0 }, ['a_denoise.png', 'b_denoise.png']],
    ['skip', { done: 1, failed: 0, skipped: 1 }, ['a_denoise.png', 'b_denoise.png']],
    ['fail', { done: 1, failed: 1, skipped: 0 }, ['a_denoise.png', 'b_denoise.png']],
  ] as const)('keeps to the policy %s', async (conflict, counts, names) => {
    await mkdir(at('out'));
    await writePicture(at('a.png'));
    await writePicture(at('b.png'));
    await writeFile(at('out', 'a_denoise.png'), 'earlier');
    const { state } = await run(await planFor([at('a.png'), at('b.png')], { conflict }));
    expect(state).toMatchObject(counts);
    expect(await written('out')).toEqual(names);
    const earlier = (await readFile(at('out', 'a_denoise.png'))).toString('latin1');
    expect(earlier === 'earlier').toBe(conflict !== 'overwrite');
  });

  it.each(['unique', 'overwrite', 'skip'] as const)(
    'gives two inputs of one name two outputs under %s',
    async (conflict) => {
      for (const name of ['x', 'y', 'z']) {
        await mkdir(at(name));
        await writePicture(at(name, name === 'z' ? 'SAME.png' : 'same.png'), { seed: name.charCodeAt(0) });
      }
      const inputs = ['x/same.png', 'y/same.png', 'z/SAME.png'].map((name) => at(name));
      const { state } = await run(await planFor(inputs, { conflict }));
      expect(state).toMatchObject({ done: 3, failed: 0 });
      const names = await written('out');
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(3);
    },
  );

  it('never replaces an original', async () => {
    await writePicture(at('a.png'));
    const before = await readFile(at('a.png'));
    const changes = { placement: { kind: 'beside' }, template: '{name}', conflict: 'overwrite' } as const;
    const { state, items } = await run(await planFor([at('a.png')], changes));
    expect(state).toMatchObject({ done: 0, failed: 1 });
    expect(items[0]?.error?.problem).toMatch(/original/);
    expect(await readFile(at('a.png'))).toEqual(before);
  });

  it('mirrors the tree, ignores rubbish with a count, and survives loops of links', async () => {
    await mkdir(at('in/one/two'), { recursive: true });
    await writePicture(at('in/top.png'));
    await writePicture(at('in/one/middle.jpg'));
    await writePicture(at('in/one/two/deep.png'));
    for (const rubbish of ['Thumbs.db', '.DS_Store', 'desktop.ini', 'one/._middle.jpg', 'one/notes.txt'])
      await writeFile(at('in', rubbish), 'rubbish');
    await symlink(at('in'), at('in/one/loop'));
    const { state } = await run(await planFor([at('in')], { recursive: true }));
    expect(state).toMatchObject({ total: 3, done: 3, ignored: 5 });
    expect(await written('out')).toEqual([
      'one/middle_denoise.jpg',
      'one/two/deep_denoise.png',
      'top_denoise.png',
    ]);
    const flat = await run(await planFor([at('in')], { placement: { kind: 'folder', folder: at('flat') } }));
    expect(flat.state).toMatchObject({ total: 1, ignored: 3 });
  });

  it('does not take its own results in again', async () => {
    await mkdir(at('in'));
    await writePicture(at('in/a.png'));
    const inside = { recursive: true, placement: { kind: 'folder', folder: at('in/results') } } as const;
    expect((await run(await planFor([at('in')], inside))).state.total).toBe(1);
    expect((await run(await planFor([at('in')], inside))).state.total).toBe(1);
    const beside = { placement: { kind: 'beside' } } as const;
    expect((await run(await planFor([at('in')], beside))).state).toMatchObject({ total: 1, done: 1 });
    expect((await run(await planFor([at('in')], { ...beside, resume: true }))).state).toMatchObject({
      total: 1,
      skipped: 1,
    });
    expect(await written('in')).toEqual([
      'a.png',
      'a_denoise.png',
      'results/a_denoise-2.png',
      'results/a_denoise.png',
    ]);
  });

  it('reports a named file that is no picture or not there, and does the others', async () => {
    await writePicture(at('a.png'));
    await writeFile(at('notes.txt'), 'hello');
    const { state, items } = await run(await planFor([at('notes.txt'), at('a.png'), at('gone.png')]));
    expect(state).toMatchObject({ total: 3, done: 1, failed: 2 });
    expect(items.map(({ state: result }) => result)).toEqual(['failed', 'done', 'failed']);
  });

  it('uses the size of the result in names', async () => {
    await writePicture(at('a.png'));
    await run(await planFor([at('a.png')], { template: '{name} {index} {width}x{height}: {method}' }));
    expect(await written('out')).toEqual(['a 0001 48x32_ gaussian-denoise.png']);
  });

  it('keeps each format, and writes sidecars', async () => {
    await writePicture(at('a.jpeg'));
    await writePicture(at('b.gif'));
    const plan = await planFor([at('a.jpeg'), at('b.gif')], { sidecar: true });
    expect((await run(plan)).state).toMatchObject({ done: 2 });
    expect((await readdir(at('out'))).filter((name) => !name.startsWith('.')).sort()).toEqual([
      'a_denoise.jpeg',
      'a_denoise.jpeg.pentimento.json',
      'b_denoise.png',
      'b_denoise.png.pentimento.json',
    ]);
  });

  it('copies a picture byte for byte where there is nothing to do', async () => {
    await writePicture(at('a.jpg'));
    const plan = await planFor([at('a.jpg')], { recipe: fixedRecipe([]), template: '{name}' });
    expect((await run(plan)).state).toMatchObject({ done: 1 });
    expect(await readFile(at('out/a.jpg'))).toEqual(await readFile(at('a.jpg')));
  });

  it('refuses what cannot work before anything is done', async () => {
    await writePicture(at('a.png'));
    await writeFile(at('file'), '');
    const placement = { kind: 'folder', folder: at('file/out') } as const;
    await expect(run(await planFor([at('a.png')], { placement }))).rejects.toThrow(/not a folder/);
    await mkdir(at('empty'));
    await expect(run(await planFor([at('empty')]))).rejects.toThrow(/no pictures/);
    const methods = await house.services.methods.list({});
    expect(() => checkSteps([{ method: 'nothing', parameters: {} }], methods, false)).toThrow(
      /no such method/,
    );
    expect(() =>
      checkSteps([{ method: 'gaussian-denoise', parameters: { nothing: 1 } }], methods, false),
    ).toThrow(/not a parameter/);
  });

  it('survives an input that vanishes meanwhile', async () => {
    await makeInputs(4);
    const moves: Promise<void>[] = [];
    const item = () => {
      if (moves.length === 0) moves.push(rename(at('in/p03.png'), at('elsewhere.png')));
    };
    const { state } = await run(await planFor([at('in')]), { ...silent, item });
    await Promise.all(moves);
    expect(state.done + state.failed).toBe(4);
    expect(state.done).toBeGreaterThanOrEqual(3);
  });

  it('hands a batch for download out as one zip, with its report', async () => {
    await mkdir(at('in/deeper'), { recursive: true });
    await writePicture(at('in/a.png'));
    await writePicture(at('in/deeper/a.png'), { seed: 5 });
    await writeBroken(at('in/b.png'), 1);
    const states: BatchState[] = [];
    const ended = new Promise<BatchState>((resolve) =>
      house.onEvent((event: Event) => {
        if (event.type !== 'batch') return;
        states.push(event.batch);
        if (event.batch.state !== 'running') resolve(event.batch);
      }),
    );
    const first = await house.services.batch.start({
      inputs: [{ kind: 'path', path: at('in') }],
      recursive: true,
      steps: [{ method: 'gaussian-denoise', parameters: {} }],
      destination: { kind: 'download' },
      encoding: {},
    });
    expect(first).toMatchObject({ state: 'running', total: 3, done: 0 });
    expect(first.changed).toHaveLength(3);
    const last = await ended;
    expect(last).toMatchObject({ state: 'done', done: 2, failed: 1, error: null });
    const told = states.flatMap(({ changed }) => changed.map(({ input, state }) => `${input} ${state}`));
    expect(told.filter((text) => text.endsWith('done'))).toHaveLength(2);

    const file = house.session.takeDownload(last.download?.url?.split('/').at(-1) ?? '');
    const files = unzipSync(await readFile(file?.path ?? ''));
    expect(Object.keys(files).sort()).toEqual([
      'a_denoise.png',
      'deeper/a_denoise.png',
      'pentimento-report.csv',
      'pentimento-report.json',
    ]);
    expect(await sharp(files['deeper/a_denoise.png']).metadata()).toMatchObject({ width: 48, height: 32 });
  });

  it('stops when it is cancelled', async () => {
    await makeInputs(18);
    const ended = new Promise<BatchState>((resolve) =>
      house.onEvent((event) => {
        if (event.type !== 'batch') return;
        if (event.batch.done > 0) void house.services.batch.cancel({ batch: event.batch.id });
        if (event.batch.state !== 'running') resolve(event.batch);
      }),
    );
    await house.services.batch.start({
      inputs: [{ kind: 'path', path: at('in') }],
      steps: [{ method: 'gaussian-denoise', parameters: {} }],
      destination: { kind: 'folder', folder: at('out') },
      encoding: {},
    });
    const last = await ended;
    expect(last.state).toBe('cancelled');
    expect(last.done).toBeLessThan(15);
    expect(await written('out')).toHaveLength(last.done);
  });
});
