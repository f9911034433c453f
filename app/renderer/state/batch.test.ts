import { describe, expect, it } from 'vitest';
import type { BatchState } from '../../contract/index.ts';
import { BatchRun } from './batch.svelte.ts';

const state = (change: Partial<BatchState>): BatchState => ({
  id: 'b',
  state: 'running',
  total: 2,
  done: 0,
  failed: 0,
  skipped: 0,
  ignored: 0,
  secondsLeft: null,
  changed: [],
  download: null,
  error: null,
  ...change,
});
const item = (input: string, itemState: BatchState['changed'][number]['state']) => ({
  input,
  state: itemState,
  output: null,
  error: null,
  seconds: null,
});
const order = {
  inputs: [],
  steps: [],
  destination: { kind: 'download' as const },
  encoding: {},
};

describe('a batch', () => {
  it('puts its items together from the events, those that overtook the answer too', async () => {
    const batch: BatchRun = new BatchRun({
      batch: {
        start: () => {
          batch.update(state({ changed: [item('1', 'done')], done: 1 }));
          return Promise.resolve(state({ changed: [item('1', 'waiting'), item('2', 'waiting')] }));
        },
        cancel: () => Promise.resolve(null),
      },
    });
    await batch.start(order);
    expect(batch.items.map((one) => one.state)).toEqual(['done', 'waiting']);
    batch.update(state({ id: 'another', done: 7 }));
    batch.update(state({ state: 'done', done: 2, changed: [item('2', 'done')] }));
    expect(batch.items.map((one) => one.state)).toEqual(['done', 'done']);
    expect(batch.running).toBe(false);
    expect(batch.state?.done).toBe(2);
  });

  it('can be started again after a refusal', async () => {
    let refused = false;
    const batch = new BatchRun({
      batch: {
        start: () => {
          if (refused) return Promise.resolve(state({}));
          refused = true;
          return Promise.reject(new Error('no'));
        },
        cancel: () => Promise.resolve(null),
      },
    });
    await expect(batch.start(order)).rejects.toThrow('no');
    expect(batch.running).toBe(false);
    await batch.start(order);
    expect(batch.running).toBe(true);
  });
});
