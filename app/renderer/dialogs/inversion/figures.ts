import type { ImageInfo, InversionCase } from '../../../contract/index.ts';
import { count, formatNumber } from '../../state/format.ts';

/** The data, or what was made of them. */
export interface InversionRow {
  readonly id: string;
  readonly title: string;
  readonly image: ImageInfo;
  readonly psnr: number;
  readonly excess: number;
  /** Nothing was computed for the data. */
  readonly work: Pick<InversionCase['answers'][number], 'seconds' | 'solver'> | null;
}

export function rowsOf({ data, dataPsnr, dataExcess, answers }: InversionCase): readonly InversionRow[] {
  const given = { id: 'data', title: 'Data', image: data, psnr: dataPsnr, excess: dataExcess, work: null };
  return [given, ...answers.map((answer) => ({ ...answer, work: answer }))];
}

/** What was measured, in words. */
export const measuringText = ({ measuring: { blur, noise, strength } }: InversionCase): string =>
  `Blur ${formatNumber(blur)} px, noise ${formatNumber(noise)}, λ ${formatNumber(strength)}.`;

export const excessText = (excess: number): string => `${formatNumber(100 * excess)} %`;

export const timeText = (seconds: number): string => `${formatNumber(1000 * seconds)} ms`;

/** How far the solver must go to be as low. */
export function solverText({ work }: InversionRow): string {
  if (work?.solver == null) return '–';
  const { iterations, seconds } = work.solver;
  return `${count(iterations, 'iteration')}, ${timeText(seconds)}`;
}

/** How many times as long that takes. */
export function ratioText({ id, work }: InversionRow): string {
  if (id === 'solver' || work?.solver == null) return '–';
  return `${formatNumber(work.solver.seconds / work.seconds)} ×`;
}

/** The row nearest to the truth. */
export const nearest = (rows: readonly InversionRow[]): string | undefined =>
  rows.toSorted((a, b) => b.psnr - a.psnr)[0]?.id;
