import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TileStore } from './tileStore.ts';
import type { TilePicture, TileRequest } from './tileStore.ts';

const tile = (column: number): TileRequest => ({ image: 'a', look: 'photo', level: 0, column, row: 0 });

interface Load {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly done: (picture: TilePicture) => void;
  readonly fail: () => void;
}

let loads: Load[] = [];
let arrived = 0;
let closed = 0;

const picture = (): TilePicture => ({ width: 512, height: 512, close: () => (closed += 1) });

const makeStore = (megabytes: number): TileStore<TilePicture> =>
  new TileStore({
    load: (path, _look, signal) =>
      new Promise((resolve, reject) => {
        loads.push({ path, signal, done: resolve, fail: () => reject(new Error('no tile')) });
      }),
    onTile: () => arrived++,
    budget: megabytes * 2 ** 20,
    parallel: 2,
  });

const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

const answerAll = async (): Promise<void> => {
  while (loads.length > 0) {
    loads.shift()?.done(picture());
    await settle();
  }
};

beforeEach(() => {
  loads = [];
  arrived = 0;
  closed = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the tile store', () => {
  it('asks in order, no more than allowed at once', async () => {
    const store = makeStore(100);
    store.want([tile(0), tile(1), tile(2)]);
    expect(loads.map(({ path }) => path)).toEqual(['/pixels/a/tiles/0/0/0', '/pixels/a/tiles/0/1/0']);
    loads[0]?.done(picture());
    await settle();
    expect(loads[2]?.path).toBe('/pixels/a/tiles/0/2/0');
    expect(store.get(tile(0))).toBeDefined();
    expect(arrived).toBe(1);
    store.want([tile(0), tile(1), tile(2)]);
    expect(loads).toHaveLength(3);
  });

  it('aborts what went out of view and drops what comes too late', async () => {
    const store = makeStore(100);
    store.want([tile(0), tile(1)]);
    const [late] = loads;
    store.want([tile(1), tile(5)]);
    expect(late?.signal.aborted).toBe(true);
    late?.done(picture());
    await settle();
    expect(store.has(tile(0))).toBe(false);
    expect(closed).toBe(1);
    expect(loads.at(-1)?.path).toBe('/pixels/a/tiles/0/5/0');
  });

  it('stays within its budget, forgets the longest unused, never what is visible', async () => {
    const store = makeStore(3);
    store.want([tile(0), tile(1), tile(2)]);
    await answerAll();
    store.get(tile(0));
    store.want([tile(0), tile(3)]);
    await answerAll();
    expect(store.bytes).toBe(3 * 2 ** 20);
    expect([0, 1, 2, 3].map((column) => store.has(tile(column)))).toEqual([true, false, true, true]);
    store.want([0, 3, 4, 5, 6].map(tile));
    await answerAll();
    expect([0, 3, 4, 5, 6].every((column) => store.has(tile(column)))).toBe(true);
  });

  it('asks again, later, for a tile that failed', async () => {
    vi.useFakeTimers();
    const store = makeStore(10);
    store.want([tile(0)]);
    loads[0]?.fail();
    await settle();
    store.want([tile(0)]);
    expect(loads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(loads).toHaveLength(2);
  });

  it('gives everything back when it is closed', async () => {
    const store = makeStore(10);
    store.want([tile(0)]);
    await answerAll();
    store.close();
    expect(closed).toBe(1);
    expect(store.bytes).toBe(0);
  });
});
