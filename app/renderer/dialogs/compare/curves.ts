import type { ComparisonRow } from '../../../contract/index.ts';

/** `excess`: objective above the lowest that the method reached, relative to it; `gap`: relative duality gap. */
export type CurveMeasure = 'excess' | 'gap';
export type CurveAxis = 'iterations' | 'seconds';

export interface Curve {
  /** Of the row. */
  readonly index: number;
  readonly title: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What can be drawn on a logarithmic scale: methods of at least two positive values. */
export function curvesOf(
  rows: readonly ComparisonRow[],
  measure: CurveMeasure,
  axis: CurveAxis,
): readonly Curve[] {
  return rows
    .map(({ index, title, objective }) => {
      const best = Math.min(...objective.map((point) => point.objective));
      const points = objective.flatMap((point) => {
        const above = measure === 'excess' ? point.objective - best : point.objective - (point.dual ?? NaN);
        const against = measure === 'excess' ? best : point.objective;
        const value = above / Math.max(Math.abs(against), Number.MIN_VALUE);
        const x = axis === 'iterations' ? point.iteration : point.seconds;
        return value > 0 && Number.isFinite(value) ? [[x, value] as const] : [];
      });
      return { index, title, points };
    })
    .filter(({ points }) => points.length > 1);
}

/** The curves over their common x, ascending; null where a curve has no point. */
export function aligned(curves: readonly Curve[]): [number[], ...(number | null)[][]] {
  const xs = [...new Set(curves.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const columns = curves.map(({ points }) => {
    const known = new Map(points);
    return xs.map((x) => known.get(x) ?? null);
  });
  return [xs, ...columns];
}

const colours = 8;

/** The colour of a row's curve, as a custom property of the theme; dashed once the colours are used up. */
export const lineOf = (index: number): { colour: string; dash: number[] } => ({
  colour: `--plot-${(index % colours) + 1}`,
  dash: index < colours ? [] : [6, 4],
});
