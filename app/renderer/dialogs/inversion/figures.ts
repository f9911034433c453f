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
  `Blur ${formatNumber(blur)} px, noise ${formatNumber(noise)}, λ ${strength.toPrecision(3)}.`;

export const excessText = (excess: number): string => `${formatNumber(100 * excess)} %`;

export const timeText = (seconds: number): string => `${formatNumber(1000 * seconds)} ms`;

/** How far the solver must go to be as low. */
export const stepsText = ({ work }: InversionRow): string =>
  work?.solver ? count(work.solver.iterations, 'step') : '–';

/** How many times as long as the network that takes. */
export const ratioText = ({ id, work }: InversionRow): string =>
  id !== 'solver' && work?.solver ? `${(work.solver.seconds / work.seconds).toFixed(2)} ×` : '–';

/** The row nearest to the truth. */
export const nearest = (rows: readonly InversionRow[]): string | undefined =>
  rows.toSorted((a, b) => b.psnr - a.psnr)[0]?.id;
