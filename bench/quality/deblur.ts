import { basename, join } from 'node:path';
import { createImage, plane, type Image } from '../../app/compute/image.ts';
import { Convolution } from '../../app/compute/operators/convolution.ts';
import { samplePsf } from '../../app/compute/operators/psf.ts';
import type { PsfSpec } from '../../app/compute/parameters.ts';
import { noisy, picturesIn, read } from '../estimates/pictures.ts';
import { readKernels } from './kernels.ts';
import type { Choice, Entry, Trial } from './trial.ts';

/** Times the strength that the method would choose; the best of them counts. */
const factors = [0.35, 0.5, 0.7, 1, 1.4, 2];
/** More change total variation by less than 0.01 dB. */
const tvIterations = 60;

/** Levin's eight motion blurs, periodic, with Gaussian noise that is not clipped (Zhang et al., DPIR, 2022). */
export async function deblurTrials({ data, side }: Choice): Promise<Trial[]> {
  const kernels = await readKernels(join(data, 'eval/kernels/Levin09.json'));
  const sets = [
    { name: 'Set12', files: await picturesIn(join(data, 'eval/Set12'), 1), grey: true },
    {
      name: '10 of CBSD68',
      files: (await picturesIn(join(data, 'eval/CBSD68'), 7)).slice(0, 10),
      grey: false,
    },
  ];
  return [2.55, 7.65].flatMap((noise) =>
    sets.flatMap(({ name, files, grey }) =>
      // Images turn fastest, kernels with them, so that every so-manieth trial is a fair sample.
      kernels.flatMap((_, turn) =>
        files.map((file, index): Trial => {
          const number = (index + turn) % kernels.length;
          const psf = kernels[number];
          if (psf === undefined) throw new Error(`${data} holds no kernel`);
          return {
            setting: `deblur, σ ${noise}, ${name}`,
            name: `${basename(file)}, kernel ${number + 1}`,
            entries: entriesFor(psf, noise),
            prepare: async () => {
              const truth = await read(file, { grey, side });
              const image = noisy(blurred(truth, psf), noise, 100 * index + number);
              return { truth, problem: { image } };
            },
          };
        }),
      ),
    ),
  );
}

function entriesFor(psf: PsfSpec, noise: number): Entry[] {
  const known = { psf, noise, boundary: 'periodic' };
  const strength = (0.097 * noise ** 1.3) / 255;
  return [
    {
      label: 'TV, best strength',
      method: 'tv-deblur',
      parameters: { ...known, iterations: tvIterations },
      oracle: { parameter: 'strength', values: factors.map((factor) => factor * strength) },
    },
    { label: 'plug and play', method: 'pnp-deblur', parameters: known },
    { label: 'unrolled', method: 'unrolled-deblur', parameters: known },
  ];
}

/** Under a blur that wraps around. */
export function blurred(image: Image, psf: PsfSpec): Image {
  const { width, height, channels } = image;
  const result = createImage(width, height, channels);
  const blur = new Convolution(width, height, samplePsf(psf), 'periodic');
  for (let channel = 0; channel < channels; channel++)
    blur.apply(plane(image, channel), plane(result, channel));
  return result;
}
