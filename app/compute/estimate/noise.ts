import { plane, type Image } from '../image.ts';
import { symmetricEigenvalues } from './symmetricEigenvalues.ts';

/** Side of a patch. */
const side = 8;
const dimension = side * side;
/** Between patches, where the image has few enough. */
const stride = 3;
/** More patches than this tell little more. */
const mostPatches = 17_000;
/** Fewer give an unsteady covariance. */
const fewestPatches = 4 * dimension;
const mostRounds = 20;
/**
 * A flat patch under white noise σ has the gradient energy (sum of squared differences of neighbours)
 * 224 σ² ± 45.4 σ²: the trace and √(2 ‖·‖²_F) of the Laplacian of the 8 × 8 grid. More than three
 * deviations above the mean counts as texture.
 */
const flat = 224;
const spread = 45.4;

/**
 * Standard deviation of white noise in a photograph, 8-bit units; of several channels the root mean
 * square.
 *
 * The covariance of 8 × 8 patches has many eigenvalues that are noise alone: the largest are dropped until
 * mean and median of the rest agree, and that mean is σ² (Chen, Zhu and Heng, "An efficient statistical
 * method for image noise level estimation", ICCV 2015). As texture fills all 64 dimensions of some
 * photographs, this is repeated over the patches that are weakly textured for the σ so far, until it stays
 * (Liu, Tanaka and Okutomi, "Single-image noise level estimation for blind denoising", IEEE TIP 2013).
 *
 * Perfectly flat patches are left out, and clipped ones too where enough others are left, as they hide
 * noise. 0 where the patches are too few to tell. Noise that is correlated, by JPEG or a camera's own denoising, is underestimated.
 */
export function estimateNoise(image: Image): number {
  let sum = 0;
  for (let channel = 0; channel < image.channels; channel++)
    sum += planeVariance(plane(image, channel), image.width, image.height);
  return 255 * Math.sqrt(sum / image.channels);
}

/** Patches, one after the other, and the gradient energy of each. */
interface Patches {
  readonly values: Float32Array;
  readonly energies: Float64Array;
}

function planeVariance(data: Float32Array, width: number, height: number): number {
  let patches = readPatches(data, width, height, false);
  if (patches.energies.length < 2 * fewestPatches) patches = readPatches(data, width, height, true);
  if (patches.energies.length < fewestPatches) return 0;
  // From above: as if the calmest quarter of the patches were flat.
  const calm = patches.energies.toSorted()[Math.floor(patches.energies.length / 4)]!;
  let variance = calm / (flat - 0.67 * spread);
  for (let round = 0; round < mostRounds; round++) {
    const next = varianceBelow(patches, (flat + 3 * spread) * variance);
    if (next === null) break;
    const settled = next >= 0.99 * variance;
    variance = next;
    if (settled) break;
  }
  return variance;
}

function readPatches(data: Float32Array, width: number, height: number, withClipped: boolean): Patches {
  const positions = Math.max(0, width - side + 1) * Math.max(0, height - side + 1);
  const spacing = Math.max(stride, Math.ceil(Math.sqrt(positions / mostPatches)));
  const starts: number[] = [];
  const energies: number[] = [];
  for (let y = 0; y + side <= height; y += spacing)
    for (let x = 0; x + side <= width; x += spacing) {
      const start = y * width + x;
      const energy = gradientEnergy(data, start, width);
      if (energy === 0 || (!withClipped && isClipped(data, start, width))) continue;
      starts.push(start);
      energies.push(energy);
    }
  const values = new Float32Array(starts.length * dimension);
  for (const [k, start] of starts.entries())
    for (let row = 0; row < side; row++) {
      const from = start + row * width;
      values.set(data.subarray(from, from + side), k * dimension + row * side);
    }
  return { values, energies: Float64Array.from(energies) };
}

/** Whether black or white cut off the noise of more than one pixel. */
function isClipped(data: Float32Array, start: number, width: number): boolean {
  let clipped = 0;
  for (let row = 0; row < side; row++)
    for (let i = start + row * width, end = i + side; i < end; i++)
      if (data[i] === 0 || data[i] === 1) clipped++;
  return clipped > 1;
}

function gradientEnergy(data: Float32Array, start: number, width: number): number {
  let energy = 0;
  for (let row = 0; row < side; row++)
    for (let column = 0, i = start + row * width; column < side; column++, i++) {
      if (column + 1 < side) energy += (data[i + 1]! - data[i]!) ** 2;
      if (row + 1 < side) energy += (data[i + width]! - data[i]!) ** 2;
    }
  return energy;
}

/** σ² by the patches whose gradient energy is at most `limit`; null where they are too few. */
function varianceBelow({ values, energies }: Patches, limit: number): number | null {
  const sums = new Float64Array(dimension);
  const products = new Float64Array(dimension * dimension);
  let count = 0;
  for (let k = 0; k < energies.length; k++) {
    if (energies[k]! > limit) continue;
    count++;
    addProducts(values.subarray(k * dimension, (k + 1) * dimension), sums, products);
  }
  if (count < fewestPatches) return null;
  for (let i = 0; i < dimension; i++)
    for (let j = 0; j <= i; j++) {
      const value = products[i * dimension + j]! / count - (sums[i]! / count) * (sums[j]! / count);
      products[i * dimension + j] = value;
      products[j * dimension + i] = value;
    }
  return Math.max(0, meanOfNoise(symmetricEigenvalues(products, dimension)));
}

/** Adds the patch's products with itself, the lower triangle. */
function addProducts(patch: Float32Array, sums: Float64Array, products: Float64Array): void {
  for (let i = 0; i < dimension; i++) {
    const value = patch[i]!;
    sums[i]! += value;
    for (let j = 0, at = i * dimension; j <= i; j++, at++) products[at] = products[at]! + value * patch[j]!;
  }
}

/** @param eigenvalues ascending */
function meanOfNoise(eigenvalues: Float64Array): number {
  let sum = eigenvalues.reduce((total, value) => total + value, 0);
  for (let count = eigenvalues.length; count > 1; count--) {
    const mean = sum / count;
    const median = (eigenvalues[(count - 1) >> 1]! + eigenvalues[count >> 1]!) / 2;
    if (mean <= median) return mean;
    sum -= eigenvalues[count - 1]!;
  }
  return eigenvalues[0]!;
}
