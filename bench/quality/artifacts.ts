import { basename, join } from 'node:path';
import { picturesIn, read } from '../estimates/pictures.ts';
import { compressed } from '../restore/damages.ts';
import type { Choice, Trial } from './trial.ts';

/** Files of libjpeg with halved chroma, their quality known. */
export async function artifactTrials({ data, side }: Choice): Promise<Trial[]> {
  const files = await picturesIn(join(data, 'eval/CBSD68'), 1);
  return [10, 20, 40].flatMap((quality) =>
    files.map((file) => ({
      setting: `JPEG, quality ${quality}, CBSD68`,
      name: basename(file),
      entries: [
        { label: 'the file itself', method: null, parameters: {} },
        { label: 'network-artifacts', method: 'network-artifacts', parameters: { quality } },
      ],
      prepare: async () => {
        const truth = await read(file, { side });
        return { truth, problem: { image: await compressed(truth, quality) } };
      },
    })),
  );
}
