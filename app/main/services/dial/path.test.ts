import { expect, test } from 'vitest';
import { createPath } from './path.ts';

const range = { min: 0.001, max: 10 };

/** Solves all that is missing; the solution is the value itself. */
function fill(path: ReturnType<typeof createPath<number>>): number[] {
  const order: number[] = [];
  for (let next = path.missing(); next !== null; next = path.missing()) {
    expect(order.length).toBeLessThan(100);
    order.push(next);
    path.keep(next, next);
  }
  return order;
}

test('rungs are solved from the hand outwards, the first one exactly where the run was', () => {
  const path = createPath<number>(range, 0.1234567, 10);
  const order = fill(path);
  expect(order[0]).toBe(0.1234567);
  expect(order).toHaveLength(7);
  const distances = order.map((value) => Math.abs(Math.log(value / 0.1234567)));
  for (const [index, distance] of distances.entries())
    expect(distance).toBeGreaterThanOrEqual((distances[index - 1] ?? 0) - 1e-9);
});

test('a value between two solutions is linear in the logarithm, and exact at each', () => {
  const path = createPath<number>(range, 1, 10);
  fill(path);
  const [low = 0, high = 0] = path.solutions().slice(2, 4);
  expect(path.around(low)).toEqual({ only: low, exact: true });
  for (const share of [0.1, 0.5, 0.9]) {
    const found = path.around(low ** (1 - share) * high ** share);
    expect(found).toMatchObject({ low, high });
    expect(found && 'share' in found ? found.share : NaN).toBeCloseTo(share);
  }
  expect(path.around(9)).toEqual({ only: Math.max(...path.solutions()), exact: false });
});

test('the hand leads: what is near is solved, what is far makes room, and it comes to rest', () => {
  const path = createPath<number>(range, 0.01, 8);
  fill(path);
  path.hand = 9;
  const added = fill(path);
  expect(added).toContain(10);
  expect(path.solutions().length).toBeLessThanOrEqual(8);
  // Places where the hand rested make room first, the farthest before the others.
  for (const value of [8.1, 8.2, 8.3, 8.4, 8.5]) {
    path.hand = value;
    path.keep(value, value);
    expect(path.missing()).toBeNull();
  }
  expect(path.solutions().length).toBeLessThanOrEqual(8);
  expect(path.get(8.5)).toBe(8.5);
  expect(path.get(8.1)).toBeUndefined();
});

test('a range that begins at 0 has 0 among its rungs', () => {
  const path = createPath<number>({ min: 0, max: 20 }, 0.05, 12);
  path.hand = 0;
  fill(path);
  expect(path.get(0)).toBe(0);
  const between = path.around(0.01);
  expect(between && 'share' in between).toBe(true);
});
