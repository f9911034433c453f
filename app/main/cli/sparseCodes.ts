import { resolve } from 'node:path';
import type { SparseCodesCurve, SparseCodesOrder } from '../../contract/index.ts';
import { decibels } from '../services/lab/sparseCodes.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';

export interface SparseCodesOptions extends Required<Pick<SparseCodesOrder, 'target' | 'signals' | 'seed'>> {
  /** In dB; absent for no noise. */
  readonly snr?: number;
  /** A CSV file to be written. */
  readonly out?: string;
  readonly json: boolean;
}

const steps = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

/** Prints how near solvers and networks come to sparse codes after so many steps. */
export function sparseCodes(
  context: Context,
  { snr, out, json, ...order }: SparseCodesOptions,
): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async ({ services }, signal) => {
    const curves = await orStopped(services.lab.sparseCodes({ ...order, snr: snr ?? null }), signal);
    if (out !== undefined) {
      const destination = { kind: 'file', path: resolve(out) } as const;
      await services.lab.exportSparseCodes({ curves, destination, conflict: 'overwrite' });
    }
    if (json) terminal.json(curves);
    else for (const line of linesOf(curves)) terminal.print(line);
    return exitStatus.done;
  });
}

function linesOf(curves: readonly SparseCodesCurve[]): string[] {
  const row = (name: string, cells: readonly string[]): string =>
    name.padEnd(20) + cells.map((cell) => cell.padStart(9)).join('');
  const table = (name: string, cellOf: (curve: SparseCodesCurve, step: number) => string): string[] => [
    row(name, steps.map(String)),
    ...curves.map((curve) =>
      row(
        curve.title,
        steps.map((step) => (step < curve.error.length ? cellOf(curve, step) : '')),
      ),
    ),
  ];
  const errors = table('error in dB', ({ error }, step) => decibels(error[step] ?? NaN).toFixed(2));
  if (curves.every(({ excess }) => excess === null)) return errors;
  const excess = table('objective excess', (curve, step) => (curve.excess?.[step] ?? NaN).toExponential(1));
  return [...errors, '', ...excess];
}
