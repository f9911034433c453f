import { estimateBlur } from '../../app/compute/estimate/blur.ts';
import { createImage, type Image } from '../../app/compute/image.ts';
import { gaussianWeights } from '../../app/compute/kernels/gaussian.ts';
import { convolveSeparable } from '../../app/compute/kernels/separable.ts';
import { noisy, picturesIn, read, rounded } from './pictures.ts';
import { heading, judged, mean, quantile, row } from './table.ts';

const goal = 0.1;
/** Noise of the blurred photographs, 8-bit units. */
const noise = 1;
/** A photograph in which more is read is blurred already. */
const sharp = 0.5;

/** The error of the measured blur on photographs that read as sharp, reduced and blurred by a known Gaussian. */
export async function blurTable(folder: string, stride: number): Promise<void> {
  const files = await picturesIn(folder, stride);
  const photographs = await Promise.all(
    files.map((file) => read(file, { grey: true, shrink: 2, side: 320 })),
  );
  const chosen = photographs.filter((image) => (estimateBlur(image, 0) ?? Infinity) < sharp);
  heading(
    `Gaussian blur, ${chosen.length} of ${files.length} photographs (those that read below ${sharp} before), noise ${noise}`,
    'σ',
    'median read',
    'median error',
    '90 % err by less than',
    `within ${100 * goal} %`,
  );
  for (const sigma of [1, 1.5, 2, 3, 4]) {
    const found = chosen.map(
      (image, index) => estimateBlur(rounded(noisy(blurred(image, sigma), noise, index)), noise) ?? 0,
    );
    const errors = found.map((value) => Math.abs(value / sigma - 1));
    const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
    row(
      sigma,
      quantile(found, 0.5).toFixed(2),
      judged(percent(quantile(errors, 0.5)), quantile(errors, 0.5) <= goal, `median error of blur ${sigma}`),
      percent(quantile(errors, 0.9)),
      percent(mean(errors.map((error) => (error <= goal ? 1 : 0)))),
    );
  }
}

function blurred(image: Image, sigma: number): Image {
  const { width, height } = image;
  const result = createImage(width, height, 1);
  convolveSeparable(image.data, width, height, gaussianWeights(sigma), result.data);
  return result;
}
