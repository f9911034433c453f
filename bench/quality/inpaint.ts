import { basename, join } from 'node:path';
import { uniform } from '../../app/compute/testing/random.ts';
import { picturesIn, read } from '../estimates/pictures.ts';
import type { Choice, Trial } from './trial.ts';

const share = 0.8;

/** Pixels missing at random, the others without noise. */
export async function inpaintTrials({ data, side }: Choice): Promise<Trial[]> {
  const files = await picturesIn(join(data, 'eval/Set12'), 1);
  return files.map((file, index) => ({
    setting: 'inpaint, 80 % missing, Set12',
    name: basename(file),
    entries: [
      { label: 'TV', method: 'tv-inpaint', parameters: {} },
      { label: 'harmonic', method: 'harmonic-inpaint', parameters: {} },
      { label: 'plug and play', method: 'pnp-inpaint', parameters: {} },
    ],
    prepare: async () => {
      const truth = await read(file, { grey: true, side });
      const { width, height } = truth;
      const random = uniform(index);
      const missing = Uint8Array.from({ length: width * height }, () => (random() < share ? 1 : 0));
      const image = { ...truth, data: truth.data.map((value, i) => (missing[i] === 1 ? 0 : value)) };
      return { truth, problem: { image, mask: { width, height, data: missing } } };
    },
  }));
}
