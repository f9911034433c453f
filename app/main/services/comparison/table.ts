import type { ComparisonRow, Score, Step } from '../../../contract/index.ts';
import { errorLine } from '../../errorBody.ts';
import { csv } from '../batch/report.ts';

/** A row with the values that it was started with. */
export type TableRow = ComparisonRow & Pick<Step, 'parameters'>;

/** A number as a table keeps it: seven digits, empty where there is none. */
const figure = (value: number | null | undefined): string | number =>
  value === null || value === undefined ? '' : Number(value.toPrecision(7));

/** The comparison as CSV after RFC 4180: what was given, where it was scored, then a row per method. */
export function comparisonTable(rows: readonly TableRow[], input: Score | null): string {
  const header = [
    'title',
    'method',
    'parameters',
    'chosen',
    'state',
    'seconds',
    'iterations',
    'objective',
    'gap',
    'residual_rms',
    'residual_sigmas',
    'residual_colour',
    'residual_is',
    'invented',
    'psnr',
    'ssim',
    'device',
    'error',
  ];
  const given = ['Input', '', '', '', '', '', '', '', '', '', '', '', '', ''];
  const lines = rows.map(({ title, method, parameters, state, objective, result, score, error }) => {
    const { residual, invented } = result?.explanation ?? {};
    const chosen = (result?.chosen ?? []).map(({ parameter, value }) => [parameter, value] as const);
    return [
      title,
      method,
      JSON.stringify(result?.parameters ?? parameters),
      JSON.stringify(Object.fromEntries(chosen)),
      state,
      figure(result?.seconds),
      result?.iterations ?? '',
      figure(result === null ? null : objective.at(-1)?.objective),
      figure(result?.gap),
      figure(residual?.rms),
      figure(residual?.sigmas),
      figure(residual?.colour),
      residual?.colouring ?? '',
      figure(invented),
      figure(score?.psnr),
      figure(score?.ssim),
      result?.device ?? '',
      error === null ? '' : errorLine(error),
    ];
  });
  const first = input === null ? [] : [[...given, figure(input.psnr), figure(input.ssim), '', '']];
  return csv([header, ...first, ...lines]);
}

/** The curves as CSV: a row per method and iteration that was kept. */
export function curvesTable(rows: readonly ComparisonRow[]): string {
  const points = rows.flatMap(({ title, method, objective }) =>
    objective.map((point) => [
      title,
      method,
      point.iteration,
      figure(point.seconds),
      figure(point.objective),
      figure(point.dual),
    ]),
  );
  return csv([['title', 'method', 'iteration', 'seconds', 'objective', 'dual'], ...points]);
}
