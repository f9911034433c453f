import sharp from 'sharp';
import { estimateEnlargement } from '../../app/compute/estimate/enlargement.ts';
import { createImage, type Image } from '../../app/compute/image.ts';
import { gaussianWeights } from '../../app/compute/kernels/gaussian.ts';
import { convolveSeparable } from '../../app/compute/kernels/separable.ts';
import { bicubic, lanczos3, resample, type ResamplingKernel } from '../../app/compute/operators/resample.ts';
import { picturesIn, read, rounded } from './pictures.ts';
import { heading, judged, mean, quantile, row } from './table.ts';

/** The factor counts as found within this share of it. */
const near = 0.03;
/** Of pictures as files hold them; nothing is demanded after JPEG. */
const goals = { hits: 0.9, falseAlarms: 0.05 };
const jpegQualities = [90, 75];

const bilinear: ResamplingKernel = { radius: 1, at: (distance) => Math.max(0, 1 - Math.abs(distance)) };
const filters = { bilinear, bicubic, lanczos: lanczos3 };

/**
 * How often an enlargement is found with its factor, and how often one is seen where there is none.
 * @param side of the result, at most; each is made from the middle of a photograph
 */
export async function enlargementTable(
  name: string,
  files: readonly string[],
  { shrink, side }: { readonly shrink: number; readonly side: number },
): Promise<void> {
  const pictures = await Promise.all(files.map((file) => read(file, { shrink })));
  heading(
    `Enlargement, ${files.length} images of ${name}: found within ${100 * near} %, and called enlarged where only that can be wrong`,
    'picture',
    'as it is',
    ...jpegQualities.map((quality) => `after JPEG ${quality}`),
    'median read',
  );
  const tell = async (label: string, factor: number, make: (image: Image) => Image) => {
    const made = pictures.map((image) => rounded(make(image)));
    const plain = made.map(estimateEnlargement);
    const isHit = (found: number | null) => found !== null && Math.abs(found / factor - 1) <= near;
    const share = (found: readonly (number | null)[]) =>
      mean(found.map((value) => ((factor > 1 ? isHit(value) : value !== 1) ? 1 : 0)));
    const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
    const compressed: number[] = [];
    for (const quality of jpegQualities)
      compressed.push(
        share((await Promise.all(made.map((image) => throughJpeg(image, quality)))).map(estimateEnlargement)),
      );
    const reached = factor > 1 ? share(plain) >= goals.hits : share(plain) <= goals.falseAlarms;
    row(
      label,
      judged(percent(share(plain)), reached, `enlargement of ${name}, ${label}`),
      ...compressed.map(percent),
      quantile(
        plain.map((value) => value ?? 1),
        0.5,
      ).toFixed(2),
    );
  };
  await tell('not enlarged: false alarms', 1, (image) => middle(image, side));
  for (const sigma of [1, 2])
    await tell(`blurred, σ ${sigma}: false alarms`, 1, (image) => blurred(middle(image, side), sigma));
  await tell('reduced to 0.7: false alarms', 1, (image) =>
    resample(image, Math.round(0.7 * image.width), Math.round(0.7 * image.height), bicubic),
  );
  for (const [filter, kernel] of Object.entries(filters))
    for (const factor of [1.5, 2, 3, 4])
      await tell(`${filter} × ${factor}`, factor, (image) => {
        const part = middle(image, Math.ceil(side / factor));
        return resample(part, Math.round(part.width * factor), Math.round(part.height * factor), kernel);
      });
}

/** The photographs that thresholds were not fitted on. */
export async function otherPhotographs(folder: string, stride: number): Promise<string[]> {
  const all = await picturesIn(folder, 1);
  return all.filter((_, i) => i % (20 * stride) === 12);
}

function middle(image: Image, side: number): Image {
  const width = Math.min(side, image.width);
  const height = Math.min(side, image.height);
  const left = (image.width - width) >> 1;
  const top = (image.height - height) >> 1;
  const result = createImage(width, height, image.channels);
  for (let line = 0; line < height * image.channels; line++) {
    const from = (Math.floor(line / height) * image.height + top + (line % height)) * image.width + left;
    result.data.set(image.data.subarray(from, from + width), line * width);
  }
  return result;
}

function blurred(image: Image, sigma: number): Image {
  const { width, height, channels } = image;
  const result = createImage(width, height, channels);
  const size = width * height;
  for (let at = 0; at < result.data.length; at += size)
    convolveSeparable(
      image.data.subarray(at, at + size),
      width,
      height,
      gaussianWeights(sigma),
      result.data.subarray(at, at + size),
    );
  return result;
}

async function throughJpeg(image: Image, quality: number): Promise<Image> {
  const { width, height, channels, data } = image;
  const size = width * height;
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++)
    bytes[(i % size) * channels + Math.floor(i / size)] = Math.round(255 * (data[i] ?? 0));
  const raw = { width, height, channels: channels === 1 ? 1 : 3 } as const;
  const file = await sharp(bytes, { raw }).jpeg({ quality }).toBuffer();
  const read = await sharp(file).raw().toBuffer();
  const result = createImage(width, height, channels);
  for (let i = 0; i < data.length; i++)
    result.data[i] = read.readUInt8((i % size) * channels + Math.floor(i / size)) / 255;
  return result;
}
