import { basename, join } from 'node:path';
import { noisy, picturesIn, read } from '../estimates/pictures.ts';
import type { Choice, Trial } from './trial.ts';

/** The slow methods are measured where their papers are. */
const settings = [
  { set: 'CBSD68', name: 'CBSD68', grey: false, sigmas: [15, 25, 50], others: [] },
  { set: 'Set12', name: 'Set12', grey: true, sigmas: [15, 25, 50], others: [] },
  { set: 'CBSD68', name: 'CBSD68 grey', grey: true, sigmas: [25], others: ['epll-denoise', 'foe-denoise'] },
];

/** Gaussian noise that is not clipped, its level known. */
export async function denoiseTrials({ data, side, networks }: Choice): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const { set, name, grey, sigmas, others } of settings)
    for (const sigma of sigmas)
      for (const [index, file] of (await picturesIn(join(data, 'eval', set), 1)).entries())
        trials.push({
          setting: `denoise, σ ${sigma}, ${name}`,
          name: basename(file),
          entries: ['tv-denoise', ...networks('denoise'), ...others].map((method) => ({
            label: method,
            method,
            parameters: { noise: sigma },
          })),
          prepare: async () => {
            const truth = await read(file, { grey, side });
            return { truth, problem: { image: noisy(truth, sigma, 100 * index + sigma) } };
          },
        });
  return trials;
}
