import type { Image } from '../image.ts';
import { symmetricEigenvalues } from './symmetricEigenvalues.ts';

/** Side of a patch. */
const side = 8;
/** Between patches, where the image has few enough. */
const stride = 3;
/** More patches than this tell no more. */
const mostPatches = 6_000;

/**
 * Standard deviation of white noise in a photograph, 8-bit units, all channels having the same.
 * Chen, Zhu and Heng, "An efficient statistical method for image noise level estimation", ICCV 2015: the
 * covariance of 8 × 8 patches has many eigenvalues that are noise alone; the largest are dropped until
 * mean and median of the rest agree, and then that mean is σ².
 *
 * Perfectly flat patches (clipped or painted areas) are left out, as they hide the noise. 0 where too few
 * patches are left to tell. Noise that is correlated, by JPEG or a camera's own denoising, is underestimated.
 */
export function estimateNoise(image: Image): number {
  const spacing = Math.max(
    stride,
    Math.ceil(Math.sqrt(((image.width - side + 1) * (image.height - side + 1)) / mostPatches)),
  );
  const dimension = side * side * image.channels;
  const covariance = patchCovariance(image, spacing, dimension);
  if (covariance === null) return 0;
  const eigenvalues = symmetricEigenvalues(covariance, dimension);
  return 255 * Math.sqrt(Math.max(0, noiseVariance(eigenvalues)));
}

/** Null where the patches are fewer than their dimension, and the covariance would be singular. */
function patchCovariance(image: Image, spacing: number, dimension: number): Float64Array | null {
  const sums = new Float64Array(dimension);
  const products = new Float64Array(dimension * dimension);
  const patch = new Float64Array(dimension);
  let count = 0;
  for (let y = 0; y + side <= image.height; y += spacing)
    for (let x = 0; x + side <= image.width; x += spacing) {
      if (!readPatch(image, x, y, patch)) continue;
      count++;
      for (let i = 0; i < dimension; i++) {
        const value = patch[i]!;
        sums[i]! += value;
        for (let j = 0, at = i * dimension; j <= i; j++, at++) products[at]! += value * patch[j]!;
      }
    }
  if (count <= dimension) return null;
  for (let i = 0; i < dimension; i++)
    for (let j = 0; j <= i; j++) {
      const value = products[i * dimension + j]! / count - (sums[i]! / count) * (sums[j]! / count);
      products[i * dimension + j] = value;
      products[j * dimension + i] = value;
    }
  return products;
}

/** @returns false where a channel of the patch is one value throughout */
function readPatch(image: Image, left: number, top: number, patch: Float64Array): boolean {
  const { width, height, channels, data } = image;
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * width * height + top * width + left;
    const first = data[start]!;
    let flat = true;
    for (let row = 0; row < side; row++)
      for (let i = start + row * width, end = i + side; i < end; i++) {
        patch[to++] = data[i]!;
        flat &&= data[i] === first;
      }
    if (flat) return false;
  }
  return true;
}

/** @param eigenvalues ascending */
function noiseVariance(eigenvalues: Float64Array): number {
  let sum = eigenvalues.reduce((total, value) => total + value, 0);
  for (let count = eigenvalues.length; count > 0; count--) {
    const mean = sum / count;
    const median = (eigenvalues[(count - 1) >> 1]! + eigenvalues[count >> 1]!) / 2;
    if (mean <= median) return mean;
    sum -= eigenvalues[count - 1]!;
  }
  return eigenvalues[0]!;
}
