import { writeFile } from 'node:fs/promises';
import { contract, type Services, type SparseCodesCurve } from '../../../contract/index.ts';
import { cell } from '../batch/report.ts';
import { writeFileTo } from '../exports/writeFile.ts';
import type { LabDeps } from '../lab.ts';

type SparseCodes = Pick<Services['lab'], 'sparseCodes' | 'stopSparseCodes' | 'exportSparseCodes'>;

/** Sparse codes found by solvers and by networks: one run at a time, a newer one ends an older. */
export function createSparseCodes({ session, engine, modelsFolder, emit }: LabDeps): SparseCodes {
  let abort = new AbortController();
  return {
    sparseCodes: (input) => {
      const order = contract.lab.sparseCodes.input.parse(input);
      abort.abort();
      const { signal } = (abort = new AbortController());
      const onProgress = (fraction: number): void => {
        if (!signal.aborted) emit({ type: 'sparseCodes', fraction });
      };
      return engine.sparseCodes({ ...order, modelsFolder }, { onProgress, signal });
    },
    stopSparseCodes: () => {
      abort.abort();
      return Promise.resolve(null);
    },
    exportSparseCodes: (input) => {
      const { curves, ...to } = contract.lab.exportSparseCodes.input.parse(input);
      return writeFileTo(session, to, 'sparse-codes.csv', (path) =>
        writeFile(path, sparseCodesTable(curves)),
      );
    },
  };
}

/** The curves as CSV after RFC 4180: a row for each step of each. */
export function sparseCodesTable(curves: readonly SparseCodesCurve[]): string {
  const header = ['solver', 'title', 'step', 'megaflop', 'nmse_db', 'objective_excess'];
  const rows = curves.flatMap(({ id, title, flopsPerStep, error, excess }) =>
    error.map((value, step) => [
      id,
      title,
      step,
      (step * flopsPerStep) / 1e6,
      decibels(value).toFixed(3),
      excess?.[step]?.toPrecision(4) ?? '',
    ]),
  );
  return [header, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** 10 log₁₀ of a ratio. */
export const decibels = (ratio: number): number => 10 * Math.log10(ratio);
