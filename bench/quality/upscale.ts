import { basename, join } from 'node:path';
import { createImage, plane, type Image } from '../../app/compute/image.ts';
import { Downsampling } from '../../app/compute/operators/downsampling.ts';
import { cropped, picturesIn, read, rounded } from '../estimates/pictures.ts';
import type { Choice, Trial } from './trial.ts';

/** Reduced by Matlab's bicubic rule and rounded to 8 bits; luminance is compared, without `scale` pixels at the border. */
export async function upscaleTrials({ data, side, networks }: Choice): Promise<Trial[]> {
  const files = await picturesIn(join(data, 'eval/Set5'), 1);
  return [2, 3, 4].flatMap((scale) =>
    files.map((file) => ({
      setting: `upscale ×${scale}, Set5`,
      name: basename(file),
      entries: [
        { label: 'bicubic', method: 'bicubic-upscale', parameters: { scale } },
        { label: 'TV', method: 'tv-upscale', parameters: { scale, noise: 0 } },
        { label: 'plug and play', method: 'pnp-upscale', parameters: { scale, noise: 0 } },
        { label: 'unrolled', method: 'unrolled-upscale', parameters: { scale, noise: 0 } },
        ...networks('upscale', scale).map((method) => ({ label: method, method, parameters: {} })),
      ],
      prepare: async () => {
        const picture = await read(file, { side });
        const whole = (length: number) => length - (length % scale);
        const truth = cropped(picture, 0, 0, whole(picture.width), whole(picture.height));
        const image = createImage(truth.width / scale, truth.height / scale, truth.channels);
        new Downsampling(image, scale).apply(truth.data, image.data);
        return { truth, problem: { image: rounded(image) }, judged: (of) => inner(luminance(of), scale) };
      },
    })),
  );
}

/** Y of BT.601, 16 to 235 of 255. */
function luminance(image: Image): Image {
  const { width, height, channels } = image;
  if (channels === 1) return image;
  const result = createImage(width, height, 1);
  const [red, green, blue] = [plane(image, 0), plane(image, 1), plane(image, 2)];
  for (let i = 0; i < result.data.length; i++)
    result.data[i] =
      (16 + 65.481 * (red[i] ?? 0) + 128.553 * (green[i] ?? 0) + 24.966 * (blue[i] ?? 0)) / 255;
  return result;
}

function inner(image: Image, border: number): Image {
  return cropped(image, border, border, image.width - 2 * border, image.height - 2 * border);
}
