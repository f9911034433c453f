import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { UserFacingError } from '../../compute/errors.ts';
import { startChild, type Child, type ChildOptions } from './childProcess.ts';
import { Cancelled, EngineCrashed } from './errors.ts';
import { Gate } from './gate.ts';
import { buildEntry } from './testing/buildEntry.ts';
import type { TroubledCalls } from './testing/troubledChild.ts';

let built: Awaited<ReturnType<typeof buildEntry>>;
let children: Child<TroubledCalls>[] = [];
let crashes: string[] = [];

beforeAll(async () => {
  built = await buildEntry(join(import.meta.dirname, 'testing/troubledChild.ts'));
});
afterAll(() => rm(built.folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(children.map((child) => child.close()));
  children = [];
  crashes = [];
});

function start(options: Partial<ChildOptions> = {}): Child<TroubledCalls> {
  const child = startChild<TroubledCalls>({
    entry: built.entry,
    name: 'engine',
    silenceLimitMs: 60_000,
    onCrash: (message) => crashes.push(message),
    ...options,
  });
  children.push(child);
  return child;
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('answers calls, also those that JSON would mangle', async () => {
  const child = start();
  const value = { numbers: new Float32Array([1, NaN, Infinity]), none: undefined, big: -0 };
  expect(await child.call('echo', value)).toEqual(value);
});

test('starts nothing before the first call', () => {
  expect(start().pid).toBeUndefined();
});

test('tells the progress of each call to its own caller, in order', async () => {
  const child = start();
  const heard: Record<string, number[]> = { a: [], b: [] };
  await Promise.all([
    child.call('count', { to: 5 }, { onProgress: (value) => heard.a?.push(value) }),
    child.call('count', { to: 3 }, { onProgress: (value) => heard.b?.push(value) }),
  ]);
  expect(heard).toEqual({ a: [1, 2, 3, 4, 5], b: [1, 2, 3] });
});

test("a user's error survives the trip, and the child with it", async () => {
  const child = start();
  const error: unknown = await child.call('userError', undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserFacingError);
  expect(error).toMatchObject({ problem: 'the file is torn', remedy: 'mend it', where: 'photo.jpg' });
  await expect(child.call('fault', undefined)).rejects.toThrow('undefined is not a function');
  expect(crashes).toEqual([]);
});

test('running out of memory in a call is told in words', async () => {
  const failed = start().call('exhaust', undefined);
  await expect(failed).rejects.toMatchObject({ remedy: expect.stringContaining('memory limit') as string });
});

test('a crash fails every pending call, is told once, and the next call works', async () => {
  const child = start();
  const counting = child.call('count', { to: 10_000 });
  const crashing = child.call('crash', undefined);
  await expect(crashing).rejects.toThrow(EngineCrashed);
  await expect(counting).rejects.toThrow('the engine stopped (exit code 3: Assertion failed: the roof)');
  expect(crashes).toHaveLength(1);
  expect(await child.call('echo', 'again')).toBe('again');
});

test('kill -9 in the middle of a call is a crash like any other', async () => {
  const child = start();
  const pid = await child.call('pid', undefined);
  const counting = child.call('count', { to: 10_000 });
  process.kill(pid, 'SIGKILL');
  await expect(counting).rejects.toThrow('out of memory or killed');
  expect(await child.call('pid', undefined)).not.toBe(pid);
});

test('a child that falls silent is ended', async () => {
  const child = start({ silenceLimitMs: 2000 });
  await child.call('echo', 'started');
  await expect(child.call('freeze', undefined)).rejects.toThrow('stopped answering');
  expect(crashes).toEqual(['the engine stopped answering and was ended']);
  expect(await child.call('echo', 'again')).toBe('again');
});

test('a busy child that lets messages in is not taken for silent', async () => {
  const child = start({ silenceLimitMs: 2500 });
  // No progress is asked for; the sign of life alone keeps it.
  expect(await child.call('count', { to: 800 })).toBe('counted');
});

test('a call that is held stands still, goes on when let, and can be cancelled meanwhile', async () => {
  const child = start();
  const gate = new Gate();
  await child.call('echo', 'started');
  const counted: number[] = [];
  const onProgress = (value: number) => {
    counted.push(value);
    if (value === 3) gate.set(true);
  };
  const counting = child.call('count', { to: 20 }, { onProgress, gate });
  await expect.poll(() => counted.length, { timeout: 10_000 }).toBeGreaterThan(2);
  // Long enough for the other end to hear of it, and then for some numbers more.
  await sleep(300);
  const held = counted.length;
  await sleep(300);
  expect(counted).toHaveLength(held);
  gate.set(false);
  expect(await counting).toBe('counted');
  expect(counted).toHaveLength(20);

  const abort = new AbortController();
  gate.set(true);
  const stopped = child.call('count', { to: 5 }, { gate, signal: abort.signal });
  await sleep(50);
  abort.abort();
  await expect(stopped).rejects.toThrow(Cancelled);
  expect(crashes).toEqual([]);
});

test('an idle child may be silent for as long as it likes', async () => {
  const child = start({ silenceLimitMs: 2000 });
  await child.call('echo', 1);
  const { pid } = child;
  await sleep(2500);
  expect(child.pid).toBe(pid);
  expect(crashes).toEqual([]);
});

test('cancel reaches the call and leaves the child alive', async () => {
  const child = start();
  const abort = new AbortController();
  const counting = child.call(
    'count',
    { to: 10_000 },
    { signal: abort.signal, onProgress: (value) => value === 3 && abort.abort() },
  );
  await expect(counting).rejects.toThrow(Cancelled);
  const { pid } = child;
  expect(await child.call('pid', undefined)).toBe(pid);
});

test('a call that does not hear its cancel is ended with its child, without being called a crash', async () => {
  const child = start({ cancelGraceMs: 200 });
  const before = await child.call('pid', undefined);
  const abort = new AbortController();
  const frozen = child.call('freeze', undefined, { signal: abort.signal });
  abort.abort();
  await expect(frozen).rejects.toThrow(Cancelled);
  expect(await child.call('pid', undefined)).not.toBe(before);
  expect(crashes).toEqual([]);
  await expect.poll(() => isRunning(before)).toBe(false);
});

test('a call cancelled before it began never starts a child', async () => {
  const child = start();
  const signal = AbortSignal.abort();
  await expect(child.call('echo', 1, { signal })).rejects.toThrow(Cancelled);
  expect(child.pid).toBeUndefined();
});

test('an entry that is not there fails its calls, one after another', async () => {
  const child = start({ entry: join(built.folder, 'missing.js') });
  await expect(child.call('echo', 1)).rejects.toThrow(EngineCrashed);
  await expect(child.call('echo', 1)).rejects.toThrow(EngineCrashed);
});

test('closing ends the process and cancels what it was doing', async () => {
  const child = start();
  const pid = await child.call('pid', undefined);
  const counting = child.call('count', { to: 10_000 });
  const ended = expect(counting).rejects.toThrow(Cancelled);
  await child.close();
  await ended;
  expect(isRunning(pid)).toBe(false);
  expect(crashes).toEqual([]);
  await expect(child.call('echo', 1)).rejects.toThrow(Cancelled);
});
