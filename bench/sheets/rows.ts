import { join } from 'node:path';
import { createImage } from '../../app/compute/image.ts';
import { Downsampling } from '../../app/compute/operators/downsampling.ts';
import type { PsfSpec } from '../../app/compute/parameters.ts';
import { uniform } from '../../app/compute/testing/random.ts';
import { noisy, read, rounded } from '../estimates/pictures.ts';
import { blurred } from '../quality/deblur.ts';
import type { Damaged, Entry } from '../quality/trial.ts';
import { compressed } from '../restore/damages.ts';

/** One contact sheet: input, the entries' results, truth. */
export interface Row {
  /** The file's name. */
  readonly name: string;
  readonly entries: readonly Entry[];
  prepare(): Promise<Damaged>;
}

const shake: PsfSpec = { kind: 'motion', length: 12, degrees: 25 };

/** @param folder of the undamaged pictures from which the samples of the app were made (resources/samples/README.md) */
export function rowsOf(folder: string): Row[] {
  const picture = (name: string, grey = false) => read(join(folder, name), { grey, side: 240 });
  return [
    {
      name: 'denoise',
      entries: named({ noise: 25 }, 'tv-denoise', 'foe-denoise', 'network-denoise', 'epll-denoise'),
      prepare: async () => {
        const truth = await picture('coffee.png');
        return { truth, problem: { image: noisy(truth, 25, 1) } };
      },
    },
    {
      name: 'artifacts',
      entries: named({ quality: 15 }, 'network-artifacts'),
      prepare: async () => {
        const truth = await picture('chelsea.png');
        return { truth, problem: { image: await compressed(truth, 15) } };
      },
    },
    {
      name: 'deblur',
      entries: named(
        { psf: shake, noise: 2.55, boundary: 'periodic' },
        'tv-deblur',
        'pnp-deblur',
        'unrolled-deblur',
      ),
      prepare: async () => {
        const truth = await picture('camera.png', true);
        return { truth, problem: { image: noisy(blurred(truth, shake), 2.55, 2) } };
      },
    },
    {
      name: 'upscale',
      entries: named({ scale: 3 }, 'bicubic-upscale', 'tv-upscale', 'network-upscale'),
      prepare: async () => {
        const truth = await picture('astronaut.png');
        const image = createImage(truth.width / 3, truth.height / 3, truth.channels);
        new Downsampling(image, 3).apply(truth.data, image.data);
        return { truth, problem: { image: rounded(image) } };
      },
    },
    {
      name: 'inpaint',
      entries: named({}, 'harmonic-inpaint', 'tv-inpaint', 'pnp-inpaint'),
      prepare: async () => {
        const truth = await picture('chelsea.png');
        const { width, height } = truth;
        const random = uniform(3);
        const data = Uint8Array.from({ length: width * height }, () => (random() < 0.8 ? 1 : 0));
        const image = {
          ...truth,
          data: truth.data.map((value, i) => (data[i % data.length] === 1 ? 0 : value)),
        };
        return { truth, problem: { image, mask: { width, height, data } } };
      },
    },
  ];
}

function named(parameters: Entry['parameters'], ...methods: string[]): Entry[] {
  return methods.map((method) => ({ label: method, method, parameters }));
}
