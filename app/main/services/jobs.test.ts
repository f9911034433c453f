import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserFacingError } from '../../compute/errors.ts';
import { settingsSchema } from '../../contract/app.ts';
import { event, type Event, type JobRequest, type JobState } from '../../contract/index.ts';
import type { RunInput, RunOutput, RunProgress } from '../engine/protocol.ts';
import { noisyPicture, writeSessionImage } from '../engine/testing/sessionImages.ts';
import type { CallOptions } from '../processes/calls.ts';
import { Cancelled, EngineCrashed } from '../processes/errors.ts';
import type { PixelFormat } from '../session/format.ts';
import { Session } from '../session/session.ts';
import { createJobs, type JobsService } from './jobs.ts';

const format: PixelFormat = { width: 8, height: 6, bands: 3, alpha: false, sample: 'float32' };

/** An engine whose runs end when the test says so. */
interface ManualRun {
  readonly input: RunInput;
  readonly gate: CallOptions['gate'];
  readonly progress: (progress: Partial<RunProgress>) => void;
  readonly finish: (changes?: Partial<RunOutput>) => Promise<void>;
  readonly fail: (error: Error) => void;
}

let folder: string;
let session: Session;
let runs: ManualRun[];
let events: Event[];
let jobs: JobsService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-jobs-'));
  session = await Session.create(folder);
  runs = [];
  events = [];
  jobs = createJobs({
    session,
    engine: { run },
    settings: () => settingsSchema.parse({ memoryMegabytes: 300 }),
    emit: (news) => events.push(event.parse(news)),
    modelFolders: ['models'],
  });
  for (const id of ['a', 'b']) addImage(id);
});
afterEach(async () => {
  await jobs.close();
  await session.close();
  await rm(folder, { recursive: true });
});

function run(input: RunInput, options?: CallOptions<RunProgress>): Promise<RunOutput> {
  return new Promise((resolve, reject) => {
    options?.signal?.addEventListener('abort', () => reject(new Cancelled()));
    runs.push({
      input,
      gate: options?.gate,
      progress: (progress) =>
        options?.onProgress?.({ stage: 'iteration 1', fraction: 0.5, objective: null, ...progress }),
      fail: reject,
      async finish(changes = {}) {
        const { width, height } = format;
        await writeSessionImage(input.target, noisyPicture(width, height, 3), { sample: 'float32' });
        resolve({ ...output(input), ...changes });
      },
    });
  });
}

function output({ step, maps }: RunInput): RunOutput {
  const map =
    maps === null
      ? null
      : { base: maps.residual, format: { ...format, sample: 'uint8' } as const, levels: 1 };
  return {
    format,
    levels: 1,
    task: 'denoise',
    parameters: { ...step.parameters, strength: 2 },
    chosen: [{ parameter: 'strength', value: 2, reason: 'measured' }],
    explanation: { residual: null, invented: 0, estimated: false, changedOutsideMask: null },
    maps: { residual: map, invented: null },
    seconds: 1.5,
    iterations: 10,
    gap: null,
    device: 'CPU',
    notices: [],
  };
}

function addImage(id: string): void {
  session.add({
    info: {
      id,
      name: `${id}.jpg`,
      width: 8,
      height: 6,
      channels: 3,
      alpha: false,
      depth: 8,
      format: 'jpeg',
      profile: null,
      path: `/photos/${id}.jpg`,
      bytes: 100,
      hasGps: false,
      levels: 1,
      notices: ['from the file'],
    },
    base: join(session.folder, id),
    format: { ...format, sample: 'uint8' },
    kind: 'original',
    origin: id,
    lineage: [],
  });
}

const request = (image = 'a', changes: Partial<JobRequest> = {}): JobRequest => ({
  image,
  steps: [{ method: 'gaussian-denoise', parameters: { strength: 'auto' } }],
  seed: 0,
  ...changes,
});
const region = { x: 0, y: 0, width: 4, height: 4 };

const stateOf = async (id: string): Promise<JobState | undefined> =>
  (await jobs.list({})).find((job) => job.id === id);
const statesTold = (id: string): string[] => {
  const told = events.flatMap((news) => (news.type === 'job' && news.job.id === id ? [news.job.state] : []));
  return told.filter((state, index) => state !== told[index - 1]);
};
/** The n-th call of the engine, once it came. */
async function engineRun(index: number): Promise<ManualRun> {
  await expect.poll(() => runs.length).toBeGreaterThan(index);
  const found = runs[index];
  if (found === undefined) throw new Error('no such run');
  return found;
}

test('a job is queued, runs, and leaves a result with its history', async () => {
  const { id, state } = await jobs.start(request());
  expect(state).toBe('queued');
  const first = await engineRun(0);
  expect(first.input).toMatchObject({
    memoryMegabytes: 300,
    device: 'auto',
    modelFolders: ['models'],
    seed: 0,
  });
  await first.finish();
  await expect.poll(() => statesTold(id)).toEqual(['queued', 'running', 'done']);
  const result = (await stateOf(id))?.results[0];
  expect(result?.image).toMatchObject({
    name: 'a.jpg',
    depth: 32,
    format: 'result',
    path: null,
    notices: [],
  });
  const record = session.get(result?.image.id ?? '');
  expect(record).toMatchObject({ kind: 'result', origin: 'a' });
  expect(record.lineage).toMatchObject([
    { method: 'gaussian-denoise', parameters: { strength: 2 }, device: 'CPU' },
  ]);
  expect(session.get(result?.explanation.residualMap ?? '').kind).toBe('map');

  const again = await jobs.start(request(result?.image.id));
  const second = await engineRun(1);
  await second.finish();
  await expect.poll(async () => (await stateOf(again.id))?.state).toBe('done');
  const last = session.get((await stateOf(again.id))?.results[0]?.image.id ?? '');
  expect(last.lineage).toHaveLength(2);
  expect(last.origin).toBe('a');
});

test('jobs run one after another, previews before them', async () => {
  const one = await jobs.start(request('a'));
  await engineRun(0);
  const two = await jobs.start(request('b'));
  const preview = await jobs.start(request('b', { region }));
  expect(runs).toHaveLength(1);
  await (await engineRun(0)).finish();
  expect((await engineRun(1)).input.region).toEqual(region);
  expect((await engineRun(1)).input.maps).toBeNull();
  await (await engineRun(1)).finish();
  await (await engineRun(2)).finish();
  for (const { id } of [one, two, preview])
    await expect.poll(async () => (await stateOf(id))?.state).toBe('done');
});

test('a newer preview replaces those that wait and the one that runs', async () => {
  const first = await jobs.start(request('a', { region }));
  await engineRun(0);
  const second = await jobs.start(request('a', { region }));
  const third = await jobs.start(request('a', { region }));
  await (await engineRun(1)).finish();
  await expect.poll(async () => (await stateOf(third.id))?.state).toBe('done');
  expect((await stateOf(first.id))?.state).toBe('cancelled');
  expect((await stateOf(second.id))?.state).toBe('cancelled');
  expect(runs).toHaveLength(2);
});

test('a preview does not disturb a run that is under way', async () => {
  const { id } = await jobs.start(request('a'));
  await engineRun(0);
  await jobs.start(request('a', { region }));
  expect((await stateOf(id))?.state).toBe('running');
});

test('a job that is paused holds its gate shut until it is resumed, and can be cancelled', async () => {
  const { id } = await jobs.start(request('a'));
  const { gate } = await engineRun(0);
  await jobs.pause({ job: id });
  expect(gate?.shut).toBe(true);
  expect(await stateOf(id)).toMatchObject({ state: 'running', paused: true });
  await jobs.resume({ job: id });
  expect(gate?.shut).toBe(false);
  expect(await stateOf(id)).toMatchObject({ state: 'running', paused: false });
  await jobs.pause({ job: id });
  await jobs.cancel({ job: id });
  await expect.poll(async () => (await stateOf(id))?.state).toBe('cancelled');
  expect((await stateOf(id))?.paused).toBe(false);
  await jobs.pause({ job: id });
  expect((await stateOf(id))?.paused).toBe(false);
});

test('a waiting job that is paused lets others pass', async () => {
  await jobs.start(request('a'));
  const second = await jobs.start(request('b'));
  const third = await jobs.start(request('a'));
  await jobs.pause({ job: second.id });
  await (await engineRun(0)).finish();
  await (await engineRun(1)).finish();
  await expect.poll(async () => (await stateOf(third.id))?.state).toBe('done');
  expect((await stateOf(second.id))?.state).toBe('queued');
  await jobs.resume({ job: second.id });
  await (await engineRun(2)).finish();
  await expect.poll(async () => (await stateOf(second.id))?.state).toBe('done');
});

test("a batch's jobs are neither listed nor told of, but to who runs them", async () => {
  const told: string[] = [];
  const done = jobs.run(request(), { onState: ({ state }) => told.push(state) });
  await (await engineRun(0)).finish();
  await done;
  expect(told).toContain('done');
  expect(events).toEqual([]);
  expect(await jobs.list({})).toEqual([]);
});

test('a queued job that is cancelled never reaches the engine', async () => {
  await jobs.start(request('a'));
  const { id } = await jobs.start(request('b'));
  await jobs.cancel({ job: id });
  expect((await stateOf(id))?.state).toBe('cancelled');
  await (await engineRun(0)).finish();
  const last = await jobs.start(request('b'));
  await (await engineRun(1)).finish();
  await expect.poll(async () => (await stateOf(last.id))?.state).toBe('done');
  expect(runs).toHaveLength(2);
});

test('cancelling removes what was half-written, and a done job stays done', async () => {
  const { id } = await jobs.start(request());
  const { input } = await engineRun(0);
  await writeFile(`${input.target}.v`, 'half');
  await jobs.cancel({ job: id });
  await expect.poll(async () => (await stateOf(id))?.state).toBe('cancelled');
  expect(existsSync(`${input.target}.v`)).toBe(false);
  await jobs.cancel({ job: id });
  await jobs.cancel({ job: 'unknown' });
  expect((await stateOf(id))?.error).toMatchObject({ code: 'cancelled' });
});

test.each([
  [new UserFacingError('the kernel is too wide', 'make it narrower', 'psf'), { code: 'user', where: 'psf' }],
  [new EngineCrashed('the engine stopped (out of memory or killed)'), { code: 'crashed' }],
  [new TypeError('x is undefined'), { code: 'internal', problem: 'x is undefined' }],
])('a failure is told and the next job works: %s', async (error, told) => {
  const { id } = await jobs.start(request());
  const failing = await engineRun(0);
  await writeFile(`${failing.input.target}.v`, 'half');
  failing.fail(error);
  await expect.poll(async () => (await stateOf(id))?.state).toBe('failed');
  expect((await stateOf(id))?.error).toMatchObject(told);
  expect(existsSync(`${failing.input.target}.v`)).toBe(false);
  const next = await jobs.start(request());
  await (await engineRun(1)).finish();
  await expect.poll(async () => (await stateOf(next.id))?.state).toBe('done');
});

test('progress is thinned, and the newest value is told before the end', async () => {
  const { id } = await jobs.start(request());
  const { progress, finish } = await engineRun(0);
  for (let i = 1; i <= 1000; i++) {
    const objective = { iteration: i, seconds: i / 100, objective: 1000 - i, dual: null };
    progress({ fraction: i / 1001, stage: `iteration ${i}`, objective });
  }
  await finish();
  await expect.poll(async () => (await stateOf(id))?.state).toBe('done');
  const told = events.flatMap((news) => (news.type === 'job' ? [news.job] : []));
  expect(told.length).toBeLessThan(50);
  const last = told.at(-1);
  expect(last?.objective.length).toBeLessThanOrEqual(301);
  expect(last?.objective[0]?.iteration).toBe(1);
  expect(last?.objective.at(-1)?.iteration).toBe(1000);
});

test('an image that is not open, or was closed meanwhile, is an error of that job alone', async () => {
  await expect(jobs.start(request('gone'))).rejects.toThrow('not open any more');
  await expect(jobs.start(request('a', { mask: 'gone' }))).rejects.toThrow('not open any more');
  const { id } = await jobs.start(request());
  const running = await engineRun(0);
  await session.remove('a');
  await running.finish();
  await expect.poll(async () => (await stateOf(id))?.state).toBe('failed');
  expect(existsSync(`${running.input.target}.v`)).toBe(false);
});

test('run waits for the result, and stops by its signal', async () => {
  const waiting = jobs.run(request());
  await (await engineRun(0)).finish();
  expect((await waiting)[0]?.seconds).toBe(1.5);

  const abort = new AbortController();
  const stopped = jobs.run(request(), { signal: abort.signal });
  await engineRun(1);
  abort.abort();
  await expect(stopped).rejects.toThrow(Cancelled);

  const failing = jobs.run(request());
  (await engineRun(2)).fail(new UserFacingError('no', 'try again'));
  await expect(failing).rejects.toThrow(UserFacingError);
});

const chain = {
  steps: [
    { method: 'tv-inpaint', parameters: {} },
    { method: 'gaussian-denoise', parameters: { noise: 9 }, reason: 'noise of 9.0' },
  ],
};

test('steps run one after another, as one job with one progress, each with its result', async () => {
  const { id, title } = await jobs.start(request('a', chain));
  expect(title).toBe('Total variation, then Gaussian smoothing · a.jpg');
  const first = await engineRun(0);
  first.progress({ objective: { iteration: 1, seconds: 1, objective: 7, dual: null } });
  expect(await stateOf(id)).toMatchObject({ fraction: 0.25, stage: 'step 1 of 2: iteration 1' });
  await first.finish();
  const second = await engineRun(1);
  expect(second.input.source).toBe(first.input.target);
  expect(second.input.step).toEqual({ method: 'gaussian-denoise', parameters: { noise: 9 } });
  second.progress({});
  expect(await stateOf(id)).toMatchObject({ fraction: 0.75, stage: 'step 2 of 2: iteration 1', results: [] });
  await second.finish();
  await expect.poll(() => statesTold(id)).toEqual(['queued', 'running', 'done']);
  const { results = [] } = (await stateOf(id)) ?? {};
  expect(results.map(({ objective }) => objective.length)).toEqual([1, 0]);
  const { lineage } = session.get(results[1]?.image.id ?? '');
  expect(lineage.map(({ method, reason }) => [method, reason])).toEqual([
    ['tv-inpaint', undefined],
    ['gaussian-denoise', 'noise of 9.0'],
  ]);
});

test('of a job that stops at a later step nothing is kept', async () => {
  const kept = session.records().length;
  const { id } = await jobs.start(request('a', chain));
  const first = await engineRun(0);
  await first.finish();
  await engineRun(1);
  expect(session.records().length).toBeGreaterThan(kept);
  await jobs.cancel({ job: id });
  await expect.poll(() => session.records().length).toBe(kept);
  expect(existsSync(`${first.input.target}.v`)).toBe(false);
  expect(await stateOf(id)).toMatchObject({ state: 'cancelled', results: [] });
});

test('a part is cut out by the first step alone', async () => {
  await jobs.start(request('a', { ...chain, region }));
  const first = await engineRun(0);
  await first.finish();
  expect([first.input.region, (await engineRun(1)).input.region]).toEqual([region, null]);
});
