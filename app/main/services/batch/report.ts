import { dirname } from 'node:path';
import { mkdir } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { BatchItem, JobResult, RestorationPlan } from '../../../contract/index.ts';
import { errorLine } from '../../errorBody.ts';
import { describeFileError } from '../../session/fileErrors.ts';

/** What one step did to one picture. */
export interface StepReport {
  readonly method: string;
  /** Why it was planned; absent where it was asked for. */
  readonly reason?: string;
  readonly parameters: JobResult['parameters'];
  readonly chosen: JobResult['chosen'];
  readonly explanation: Omit<JobResult['explanation'], 'residualMap' | 'inventedMap'>;
  readonly seed: number;
  readonly device: string;
  readonly seconds: number;
  readonly iterations: number;
  readonly notices: readonly string[];
}

/** What was done to one picture. */
export interface PictureReport {
  readonly steps: readonly StepReport[];
  /** Where the steps were chosen for the picture: from what, and what came of them, in words for a person. */
  readonly plan: RestorationPlan | null;
  readonly outcome: readonly string[];
}

export const nothingDone: PictureReport = { steps: [], plan: null, outcome: [] };

export interface ItemReport extends BatchItem, PictureReport {}

export interface Report {
  readonly app: string;
  readonly started: string;
  readonly finished: string;
  readonly recipe: unknown;
  readonly totals: {
    readonly total: number;
    readonly done: number;
    readonly failed: number;
    readonly skipped: number;
    readonly cancelled: number;
    readonly ignored: number;
  };
  readonly items: readonly ItemReport[];
}

/** Writes the report as JSON at `path`, and as a table beside it with the extension `.csv`. */
export async function writeReport(path: string, report: Report): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${JSON.stringify(report, null, 2)}\n`);
    await writeFileAtomic(path.replace(/(\.json)?$/i, '.csv'), reportTable(report.items));
  } catch (error) {
    throw describeFileError(error, path) ?? error;
  }
}

/** A row for each item. */
export function reportTable(items: readonly ItemReport[]): string {
  const header = [
    'input',
    'state',
    'output',
    'bytes',
    'seconds',
    'methods',
    'residual_sigmas',
    'invented',
    'notices',
    'error',
  ];
  const rows = items.map(({ input, state, output, seconds, error, steps }) => {
    const last = steps.at(-1)?.explanation;
    return [
      input,
      state,
      output === null ? '' : (output.path ?? output.name),
      output?.bytes ?? '',
      seconds?.toFixed(3) ?? '',
      steps.map((step) => step.method).join(' + '),
      last?.residual?.sigmas?.toFixed(4) ?? '',
      last?.invented.toFixed(4) ?? '',
      [...(output?.notices ?? []), ...steps.flatMap((step) => step.notices)].join('; '),
      error === null ? '' : errorLine(error),
    ];
  });
  return csv([header, ...rows]);
}

/** A table as CSV after RFC 4180, safe to open in a spreadsheet. */
export const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/**
 * Quotes a cell. A text that a spreadsheet would run as a formula gets an apostrophe in front
 * (OWASP, "CSV injection"); numbers are left to be numbers.
 */
export function cell(value: string | number): string {
  const text = String(value);
  const formula = typeof value === 'string' && /^[=+\-@\t\r\n]/.test(text) && !/^-?[\d.]+$/.test(text);
  return `"${(formula ? `'${text}` : text).replaceAll('"', '""')}"`;
}
