import { describe, expect, test } from 'vitest';
import { comparisonRow } from '../../state/testing.ts';
import { aligned, curvesOf, lineOf } from './curves.ts';
import { SheetZoom } from './zoom.svelte.ts';

const point = (iteration: number, objective: number, dual: number | null = null) => ({
  iteration,
  seconds: iteration / 10,
  objective,
  dual,
});

describe('curves', () => {
  const rows = [
    comparisonRow(0, 'a', { objective: [point(1, 6), point(2, 3), point(3, 2)] }),
    comparisonRow(1, 'b', { objective: [point(2, 10, 5), point(4, 8, 8), point(6, 8, 7.2)] }),
    comparisonRow(2, 'instant', { objective: [] }),
  ];

  test('show how far above its lowest an objective is, as log E/E* − 1 in the lectures', () => {
    expect(curvesOf(rows, 'excess', 'iterations')).toEqual([
      {
        index: 0,
        title: 'a',
        points: [
          [1, 2],
          [2, 0.5],
        ],
      },
    ]);
  });

  test('show the gap where there is a dual, against seconds if asked to; closed gaps have no logarithm', () => {
    expect(curvesOf(rows, 'gap', 'seconds')).toEqual([
      {
        index: 1,
        title: 'b',
        points: [
          [0.2, 0.5],
          [0.6, expect.closeTo(0.1)],
        ],
      },
    ]);
  });

  test('share one axis, with holes', () => {
    const curves = [
      {
        index: 0,
        title: 'a',
        points: [
          [1, 5],
          [3, 2],
        ] as const,
      },
      {
        index: 1,
        title: 'b',
        points: [
          [2, 7],
          [3, 1],
        ] as const,
      },
    ];
    expect(aligned(curves)).toEqual([
      [1, 2, 3],
      [5, null, 2],
      [null, 7, 1],
    ]);
  });

  test('look different from one another', () => {
    const looks = Array.from({ length: 16 }, (_, index) => JSON.stringify(lineOf(index)));
    expect(new Set(looks).size).toBe(16);
  });
});

describe('the zoom of the sheet', () => {
  test('keeps what is under the pointer, and never leaves the picture', () => {
    const zoom = new SheetZoom();
    zoom.by(4, { x: 0.75, y: 0.25 });
    expect(zoom.x + 0.75 / zoom.scale).toBeCloseTo(0.75);
    expect(zoom.y + 0.25 / zoom.scale).toBeCloseTo(0.25);
    zoom.move(-10, 10);
    expect([zoom.x, zoom.y]).toEqual([0.75, 0]);
    zoom.by(1 / 100);
    expect([zoom.scale, zoom.x, zoom.y]).toEqual([1, 0, 0]);
  });
});
