import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { spawnUtility, type UtilityChild } from './spawnUtility.ts';

class FakeChild extends EventEmitter implements UtilityChild {
  readonly pid = undefined;
  readonly stderr = new PassThrough();
  readonly posted: unknown[] = [];
  killed = 0;
  postMessage(message: unknown): void {
    this.posted.push(message);
  }
  kill(): boolean {
    this.killed += 1;
    return true;
  }
}

function start(): { child: FakeChild; handle: ReturnType<ReturnType<typeof spawnUtility>>; entry: string } {
  const child = new FakeChild();
  let entry = '';
  const handle = spawnUtility((path) => {
    entry = path;
    return child;
  })('/dist/main/engineEntry.js', 'engine');
  return { child, handle, entry };
}

test('messages sent before the process runs arrive after it does, in order', () => {
  const { child, handle, entry } = start();
  expect(entry).toBe('/dist/main/engineEntry.js');
  handle.send(1);
  handle.send(2);
  expect(child.posted).toEqual([]);
  child.emit('spawn');
  handle.send(3);
  expect(child.posted).toEqual([1, 2, 3]);
});

test('messages, errors and the end are told', async () => {
  const { child, handle } = start();
  const told: unknown[] = [];
  handle.onMessage((message) => told.push(message));
  handle.onStderr((text) => told.push(text));
  handle.onExit((how) => told.push(how));
  child.emit('message', { type: 'alive' });
  child.stderr.write('out of memory');
  await new Promise((resolve) => setImmediate(resolve));
  child.emit('error', 'FatalError', 'v8::heap');
  child.emit('exit', 5);
  expect(told).toEqual([{ type: 'alive' }, 'out of memory', 'FatalError at v8::heap']);
});

test('a clean exit tells its code, and killing kills', () => {
  const { child, handle } = start();
  let how = '';
  handle.onExit((word) => (how = word));
  child.emit('exit', 1);
  expect(how).toBe('exit code 1');
  handle.kill();
  expect(child.killed).toBe(1);
});
