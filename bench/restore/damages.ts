import sharp, { type Sharp } from 'sharp';
import { createImage, type Image } from '../../app/compute/image.ts';
import type { PsfSpec } from '../../app/compute/parameters.ts';
import { blur } from '../../app/main/services/degrade/damage.ts';
import { noisy, rounded } from '../estimates/pictures.ts';

/** What happened to a picture, in the order of a camera. */
export interface DamageClass {
  readonly name: string;
  readonly psf?: PsfSpec;
  readonly noise?: number;
  /** Reduced by this factor, and enlarged again to its size (cubic). */
  readonly enlarge?: number;
  readonly jpeg?: number;
}

const gaussian = (sigma: number): PsfSpec => ({ kind: 'gaussian', sigma });

export const damageClasses: readonly DamageClass[] = [
  { name: 'none' },
  { name: 'none, JPEG 95', jpeg: 95 },
  { name: 'noise 5', noise: 5 },
  { name: 'noise 15', noise: 15 },
  { name: 'noise 25', noise: 25 },
  { name: 'noise 50', noise: 50 },
  { name: 'blur 1 px', psf: gaussian(1) },
  { name: 'blur 1.5 px', psf: gaussian(1.5) },
  { name: 'blur 2.5 px', psf: gaussian(2.5) },
  { name: 'blur 1.5 px, noise 2', psf: gaussian(1.5), noise: 2 },
  { name: 'blur 1.5 px, noise 10', psf: gaussian(1.5), noise: 10 },
  { name: 'defocus, disk of radius 3', psf: { kind: 'disk', radius: 3 } },
  { name: 'shake, 7 px at 30°', psf: { kind: 'motion', length: 7, degrees: 30 } },
  { name: 'enlarged 2 times', enlarge: 2 },
  { name: 'JPEG 75', jpeg: 75 },
  { name: 'JPEG 30', jpeg: 30 },
  { name: 'noise 10, JPEG 92', noise: 10, jpeg: 92 },
  { name: 'noise 10, JPEG 75', noise: 10, jpeg: 75 },
  { name: 'blur 1.5 px, JPEG 75', psf: gaussian(1.5), jpeg: 75 },
];

/** The damaged picture as a file holds it. @returns its bytes: JPEG where the damage has a quality, else PNG */
export async function damaged(
  image: Image,
  { psf, noise, enlarge, jpeg }: DamageClass,
  seed: number,
): Promise<Buffer> {
  let damaged = psf === undefined ? image : blur(image, psf, 'reflect');
  if (noise !== undefined) damaged = noisy(damaged, noise, seed);
  const { width, height } = image;
  let picture = asSharp(rounded(damaged));
  if (enlarge !== undefined) {
    const size = [Math.round(width / enlarge), Math.round(height / enlarge)] as const;
    const small = await picture
      .resize(...size, { fit: 'fill', kernel: 'cubic' })
      .png()
      .toBuffer();
    picture = sharp(small).resize(width, height, { fit: 'fill', kernel: 'cubic' });
  }
  return jpeg === undefined ? picture.png().toBuffer() : picture.jpeg({ quality: jpeg }).toBuffer();
}

/** What a JPEG file of this quality, chroma halved, holds of an RGB picture. */
export async function compressed(image: Image, quality: number): Promise<Image> {
  const file = await asSharp(rounded(image)).jpeg({ quality }).toBuffer();
  const bytes = await sharp(file).raw().toBuffer();
  const { width, height, channels } = image;
  const result = createImage(width, height, channels);
  for (let i = 0; i < bytes.length; i++)
    result.data[(i % channels) * width * height + Math.floor(i / channels)] = (bytes[i] ?? NaN) / 255;
  return result;
}

/** For values in [0, 1]. */
export function asSharp({ width, height, channels, data }: Image): Sharp {
  const bytes = Buffer.alloc(data.length);
  const size = width * height;
  for (let i = 0; i < data.length; i++)
    bytes[(i % size) * channels + Math.floor(i / size)] = Math.round(255 * (data[i] ?? NaN));
  return sharp(bytes, { raw: { width, height, channels: channels === 1 ? 1 : 3 } });
}
