import { resolve } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';
import { createImage, type Image, plane } from '../../compute/image.ts';
import { psnr } from '../../compute/metrics/psnr.ts';
import { ssim } from '../../compute/metrics/ssim.ts';
import type { House } from '../services/index.ts';
import type { Context } from './context.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { orStopped, withHouse } from './house.ts';
import { openOne, readWhole } from './wholeImages.ts';

export interface CompareOptions {
  /** Pixels left out at every edge. */
  readonly crop: number;
  /** Compare the luma alone. */
  readonly luma: boolean;
  readonly json: boolean;
}

/** Prints PSNR (peak 1, i.e. 255) and SSIM of two pictures of one size. */
export function compare(
  context: Context,
  reference: string,
  image: string,
  options: CompareOptions,
): Promise<ExitStatus> {
  const { terminal } = context;
  return withHouse(context, {}, async (house, signal) => {
    const figures = await orStopped(measure(house, reference, image, options), signal);
    if (options.json) terminal.json(figures);
    else {
      const decibels = figures.psnr === null ? 'identical' : `${figures.psnr.toFixed(2)} dB`;
      terminal.print(`PSNR ${decibels}, SSIM ${figures.ssim.toFixed(4)}`);
    }
    return exitStatus.done;
  });
}

async function measure(
  house: House,
  reference: string,
  image: string,
  options: CompareOptions,
): Promise<{ psnr: number | null; ssim: number }> {
  const a = await readColours(house, reference, options);
  const b = await readColours(house, image, options);
  if (a.width !== b.width || a.height !== b.height)
    throw new UserFacingError(
      `is ${b.width} × ${b.height}, the reference ${a.width} × ${a.height} (after --crop)`,
      'compare pictures of the same size',
      image,
    );
  if (a.channels !== b.channels)
    throw new UserFacingError(
      'one is grey, the other is in colour',
      'compare their luma alone with --luma',
      image,
    );
  const decibels = psnr(a, b);
  return { psnr: Number.isFinite(decibels) ? decibels : null, ssim: ssim(a, b) };
}

/** The colour channels of a file, without alpha, cropped and reduced to luma as asked for. */
async function readColours(house: House, path: string, { crop, luma }: CompareOptions): Promise<Image> {
  const info = await openOne(house, { kind: 'path', path: resolve(path) });
  const whole = await readWhole(house, info.id);
  if (whole.width <= 2 * crop || whole.height <= 2 * crop)
    throw new UserFacingError(`--crop ${crop} leaves nothing of it`, 'give a smaller --crop', path);
  const colours = withoutBorder(whole, crop, info.channels);
  return luma ? lumaOf(colours) : colours;
}

function withoutBorder(image: Image, crop: number, channels: number): Image {
  const result = createImage(image.width - 2 * crop, image.height - 2 * crop, channels);
  for (let channel = 0; channel < channels; channel++) {
    const [from, to] = [plane(image, channel), plane(result, channel)];
    for (let y = 0; y < result.height; y++) {
      const start = (y + crop) * image.width + crop;
      to.set(from.subarray(start, start + result.width), y * result.width);
    }
  }
  return result;
}

/** Y of ITU-R BT.601 in studio range, as Matlab's rgb2ycbcr and the literature on super-resolution have it. */
function lumaOf(image: Image): Image {
  const result = createImage(image.width, image.height, 1);
  const grey = image.channels === 1;
  const [red, green, blue] = [0, 1, 2].map((channel) => plane(image, grey ? 0 : channel));
  if (red === undefined || green === undefined || blue === undefined) throw new RangeError('no such channel');
  for (let i = 0; i < result.data.length; i++)
    result.data[i] =
      (16 + 65.481 * (red[i] ?? 0) + 128.553 * (green[i] ?? 0) + 24.966 * (blue[i] ?? 0)) / 255;
  return result;
}
