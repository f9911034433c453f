import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunInput, RunProgress } from '../engine/protocol.ts';
import { noisyPicture, readSessionImage, writeSessionImage } from '../engine/testing/sessionImages.ts';
import { Cancelled, EngineCrashed } from './errors.ts';
import { createEngineProcess, type EngineProcess } from './index.ts';

let folder: string;
let engine: EngineProcess;
const crashes: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-engine-'));
  await writeSessionImage(join(folder, 'photo'), noisyPicture(300, 200, 3));
  // As `npm run build` leaves it: with its threads and kernels.
  engine = createEngineProcess({
    entries: resolve('dist/main'),
    onCrash: (message) => crashes.push(message),
  });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const input = (
  target: string,
  parameters: RunInput['step']['parameters'],
  method = 'tv-denoise',
): RunInput => ({
  source: join(folder, 'photo'),
  mask: null,
  region: null,
  step: { method, parameters },
  seed: 0,
  jpegQuality: null,
  target: join(folder, target),
  maps: null,
  memoryMegabytes: 1536,
  device: 'cpu',
  modelFolders: [],
});
/** Long enough to be killed or cancelled in the middle. */
const long = { iterations: 5000, tolerance: 1e-7 };
const short = { iterations: 20 };

/** Resolves with the first iteration. */
function started(): { onProgress: (progress: RunProgress) => void; first: Promise<void> } {
  let tell = (): void => undefined;
  const first = new Promise<void>((resolve) => (tell = resolve));
  return { first, onProgress: ({ stage }) => stage.includes('iteration') && tell() };
}

test('the built engine runs a method and tells of its progress', async () => {
  const stages: string[] = [];
  const onProgress = ({ stage }: RunProgress): void => void stages.push(stage);
  const output = await engine.run(input('first', short), { onProgress });
  expect(output).toMatchObject({ device: 'CPU', format: { width: 300, height: 200, bands: 3 } });
  expect(stages.some((stage) => stage.startsWith('iteration '))).toBe(true);
  expect((await readSessionImage(join(folder, 'first'))).data.every(Number.isFinite)).toBe(true);
});

test('killed in the middle of a run, it fails that run, and the next one works', async () => {
  const { onProgress, first } = started();
  const running = engine.run(input('killed', long), { onProgress });
  const failed = expect(running).rejects.toThrow(EngineCrashed);
  await first;
  process.kill(engine.pid ?? 0, 'SIGKILL');
  await failed;
  expect(crashes).toEqual(['the engine stopped (out of memory or killed)']);
  await engine.run(input('after', short));
  expect(existsSync(join(folder, 'after.v'))).toBe(true);
});

test('cancelled in the middle of a run, it stops, stays alive and leaves nothing', async () => {
  const { onProgress, first } = started();
  const abort = new AbortController();
  const running = engine.run(input('cancelled', long), { onProgress, signal: abort.signal });
  const stopped = expect(running).rejects.toThrow(Cancelled);
  await first;
  const { pid } = engine;
  abort.abort();
  await stopped;
  expect(existsSync(join(folder, 'cancelled.v'))).toBe(false);
  await engine.run(input('again', short));
  expect(engine.pid).toBe(pid);
});

test("a user's mistake comes back as it was thrown", async () => {
  const failed = engine.run(input('wrong', { iterations: -3 }));
  await expect(failed).rejects.toMatchObject({ name: 'UserFacingError', where: 'iterations' });
});

test('the native runtime loads in it', async () => {
  expect((await engine.devices({}))[0]).toBe('cpu');
});
