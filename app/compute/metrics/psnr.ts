import type { Image } from '../image.ts';

/** Mean squared error of two images of one size, all channels together. */
export function meanSquaredError(a: Image, b: Image): number {
  if (a.data.length !== b.data.length) throw new RangeError('images of different sizes');
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i]! - b.data[i]!) ** 2;
  return sum / a.data.length;
}

/** 10 log₁₀(1 / MSE) in decibels for a peak of 1; Infinity for identical images. */
export function psnr(a: Image, b: Image): number {
  return -10 * Math.log10(meanSquaredError(a, b));
}
