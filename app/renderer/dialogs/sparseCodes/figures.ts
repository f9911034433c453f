import type { SparseCodesCurve } from '../../../contract/index.ts';
import type { Curve } from '../compare/curves.ts';

/** `error`: squared distance to the target, relative; `excess`: objective above the least, relative. */
export type SparseMeasure = 'error' | 'excess';

export const valuesOf = (curve: SparseCodesCurve, measure: SparseMeasure): readonly number[] =>
  curve[measure] ?? [];

/** What can be drawn on a logarithmic scale up to a step. */
export function sparseCurves(
  curves: readonly SparseCodesCurve[],
  measure: SparseMeasure,
  last: number,
): readonly Curve[] {
  return curves.map((curve, index) => ({
    index,
    title: curve.title,
    points: valuesOf(curve, measure)
      .slice(0, last + 1)
      .flatMap((value, step) => (value > 0 ? [[step, value] as const] : [])),
  }));
}

/**
 * The first step at which a curve is as low as another one after its last, null where it never is: the
 * iterations of FISTA that a network's layers replace.
 */
export function stepsToMatch(
  curve: SparseCodesCurve,
  other: SparseCodesCurve,
  measure: SparseMeasure,
): number | null {
  const wanted = valuesOf(other, measure).at(-1);
  if (wanted === undefined) return null;
  const step = valuesOf(curve, measure).findIndex((value) => value <= wanted);
  return step < 0 ? null : step;
}

/** The error in dB; the excess as a number. */
export function valueText(value: number | undefined, measure: SparseMeasure): string {
  if (value === undefined) return '–';
  if (measure === 'excess') return value.toExponential(1).replace('-', '−');
  return (10 * Math.log10(value)).toFixed(1).replace('-', '−');
}
