import { writeFile } from 'node:fs/promises';
import type { Image } from '../../../compute/image.ts';
import {
  contract,
  type ImageId,
  type ImageInfo,
  type InversionCase,
  type InversionResult,
  type Services,
} from '../../../contract/index.ts';
import { csv } from '../batch/report.ts';
import { stemOf } from '../exports/naming.ts';
import { writeFileTo } from '../exports/writeFile.ts';
import type { LabDeps } from '../lab.ts';
import { addGrey, greySquare } from './greySquare.ts';
import type { LabRuns } from './runs.ts';

/** One inverse problem by a solver and by a network trained in three ways. */
export function createInversion(
  { session, engine, modelsFolder }: LabDeps,
  runs: LabRuns,
): Pick<Services['lab'], 'inversion' | 'exportInversion'> {
  let shown: ImageId[] = [];
  return {
    inversion: async (input) => {
      const { image, side, seed } = contract.lab.inversion.input.parse(input);
      const record = session.get(image);
      const photo = await greySquare(record, side);
      const results = await runs.start('inversion', (options) =>
        engine.inversion({ modelsFolder, photo, seed }, options),
      );
      for (const id of shown) await session.remove(id);
      shown = [];
      const stem = stemOf(record.info.name);
      const add = async (picture: Image, what: string): Promise<ImageInfo> => {
        const info = await addGrey(session, picture, `${stem}, ${what}`);
        shown.push(info.id);
        return info;
      };
      const cases: InversionCase[] = [];
      for (const { truth, data, answers, ...rest } of results) {
        const added: InversionCase['answers'] = [];
        for (const { image, ...answer } of answers)
          added.push({ ...answer, image: await add(image, answer.title) });
        cases.push({
          ...rest,
          truth: await add(truth, 'true'),
          data: await add(data, 'measured'),
          answers: added,
        });
      }
      return { name: record.info.name, cases };
    },
    exportInversion: (input) => {
      const { results, ...to } = contract.lab.exportInversion.input.parse(input);
      return writeFileTo(session, to, 'three-ways.csv', (path) => writeFile(path, inversionTable(results)));
    },
  };
}

/** A row for each answer, the data themselves among them. */
function inversionTable(results: readonly InversionResult[]): string {
  const header = [
    ...['picture', 'case', 'blur_px', 'noise_levels', 'strength', 'answer', 'objective_excess', 'psnr_db'],
    ...['seconds', 'solver_iterations', 'solver_seconds'],
  ];
  const rows = results.flatMap(({ name, cases }) =>
    cases.flatMap(({ id, measuring: { blur, noise, strength }, dataPsnr, dataExcess, answers }) => {
      const measuring = [name, id, blur, noise, strength.toPrecision(4)];
      return [
        [...measuring, 'data', dataExcess.toPrecision(4), dataPsnr.toFixed(3), '', '', ''],
        ...answers.map(({ id, excess, psnr, seconds, solver }) => [
          ...[...measuring, id, excess.toPrecision(4), psnr.toFixed(3), seconds.toPrecision(4)],
          ...[solver?.iterations ?? '', solver?.seconds.toPrecision(4) ?? ''],
        ]),
      ];
    }),
  );
  return csv([header, ...rows]);
}
