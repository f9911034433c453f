import { UserFacingError } from '../../../compute/errors.ts';
import { createImage, type Image, plane } from '../../../compute/image.ts';
import type { Random } from '../../../compute/kernels/random.ts';
import { type Boundary, Convolution } from '../../../compute/operators/convolution.ts';
import { Downsampling } from '../../../compute/operators/downsampling.ts';
import { checkPsfFits, samplePsf } from '../../../compute/operators/psf.ts';
import type { PsfSpec } from '../../../compute/parameters.ts';

/** k ⋆ x, each channel by itself; the operator that the deblurring methods invert. */
export function blur(image: Image, spec: PsfSpec, boundary: Boundary): Image {
  const psf = samplePsf(spec);
  checkPsfFits(psf, image);
  const result = createImage(image.width, image.height, image.channels);
  const convolution = new Convolution(image.width, image.height, psf, boundary);
  for (let channel = 0; channel < image.channels; channel++)
    convolution.apply(plane(image, channel), plane(result, channel));
  return result;
}

/**
 * Antialiased decimation by a whole factor: the operator that the upscaling methods invert. What does
 * not fill a whole block at the right and lower edge is cut off.
 */
export function downscale(image: Image, factor: number): Image {
  const { channels } = image;
  const [width, height] = [Math.floor(image.width / factor), Math.floor(image.height / factor)];
  if (width < 1 || height < 1)
    throw new UserFacingError(
      `the picture (${image.width} × ${image.height}) is too small to be reduced ${factor} times`,
      'give a smaller --downscale',
    );
  const whole = cropped(image, width * factor, height * factor);
  const result = createImage(width, height, channels);
  new Downsampling({ width, height, channels }, factor).apply(whole.data, result.data);
  return result;
}

/** The part at the upper left. */
function cropped(image: Image, width: number, height: number): Image {
  if (width === image.width && height === image.height) return image;
  const result = createImage(width, height, image.channels);
  for (let row = 0; row < height * image.channels; row++) {
    const from = (Math.floor(row / height) * image.height + (row % height)) * image.width;
    result.data.set(image.data.subarray(from, from + width), row * width);
  }
  return result;
}

/** Adds white Gaussian noise to the colour channels. @param sigma standard deviation in 8-bit units */
export function addNoise(image: Image, sigma: number, colours: number, random: Random): void {
  const end = image.width * image.height * colours;
  const scale = sigma / 255;
  for (let i = 0; i < end; i++) image.data[i] = (image.data[i] ?? 0) + scale * random.normal();
}

/** Which pixels are hidden: 255, else 0. Exactly the fraction, rounded, chosen without order. */
export function randomMask(width: number, height: number, fraction: number, random: Random): Uint8Array {
  const size = width * height;
  const mask = new Uint8Array(size);
  let wanted = Math.round(fraction * size);
  // Selection sampling (Knuth, Algorithm S): each pixel with the odds that the rest leave it.
  for (let i = 0; i < size && wanted > 0; i++) {
    if ((size - i) * random.uniform() >= wanted) continue;
    mask[i] = 255;
    wanted--;
  }
  return mask;
}

/** Blackens the hidden pixels of the colour channels. */
export function hide(image: Image, mask: Uint8Array, colours: number): void {
  for (let channel = 0; channel < colours; channel++) {
    const values = plane(image, channel);
    for (let i = 0; i < values.length; i++) if ((mask[i] ?? 0) > 0) values[i] = 0;
  }
}
