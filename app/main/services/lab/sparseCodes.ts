import { writeFile } from 'node:fs/promises';
import { contract, type Services, type SparseCodesCurve } from '../../../contract/index.ts';
import { csv } from '../batch/report.ts';
import { writeFileTo } from '../exports/writeFile.ts';
import type { LabDeps } from '../lab.ts';
import type { LabRuns } from './runs.ts';

/** Sparse codes found by solvers and by networks. */
export function createSparseCodes(
  { session, engine, modelsFolder }: LabDeps,
  runs: LabRuns,
): Pick<Services['lab'], 'sparseCodes' | 'exportSparseCodes'> {
  return {
    sparseCodes: (input) => {
      const order = contract.lab.sparseCodes.input.parse(input);
      return runs.start('sparseCodes', (options) => engine.sparseCodes({ ...order, modelsFolder }, options));
    },
    exportSparseCodes: (input) => {
      const { curves, ...to } = contract.lab.exportSparseCodes.input.parse(input);
      return writeFileTo(session, to, 'sparse-codes.csv', (path) =>
        writeFile(path, sparseCodesTable(curves)),
      );
    },
  };
}

/** A row for each step of each curve. */
function sparseCodesTable(curves: readonly SparseCodesCurve[]): string {
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
  return csv([header, ...rows]);
}

/** 10 log₁₀ of a ratio. */
export const decibels = (ratio: number): number => 10 * Math.log10(ratio);
