import { basename, join } from 'node:path';
import { noisy, picturesIn, read } from '../estimates/pictures.ts';
import type { Choice, Trial } from './trial.ts';

/** Gaussian noise that is not clipped, its level known. */
export async function denoiseTrials({ data, side, networks }: Choice): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const [set, grey] of [
    ['CBSD68', false],
    ['Set12', true],
  ] as const)
    for (const sigma of [15, 25, 50])
      for (const [index, file] of (await picturesIn(join(data, 'eval', set), 1)).entries())
        trials.push({
          setting: `denoise, σ ${sigma}, ${set}`,
          name: basename(file),
          entries: [
            { label: 'TV', method: 'tv-denoise', parameters: { noise: sigma } },
            ...networks('denoise').map((method) => ({
              label: method,
              method,
              parameters: { noise: sigma },
            })),
          ],
          prepare: async () => {
            const truth = await read(file, { grey, side });
            return { truth, problem: { image: noisy(truth, sigma, 100 * index + sigma) } };
          },
        });
  return trials;
}
