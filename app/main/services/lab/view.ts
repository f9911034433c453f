import type { Image } from '../../../compute/image.ts';
import type { Experiment } from '../../../contract/index.ts';

/**
 * A measurement as a picture to look at, grey in [0, 1]: Fourier coefficients by the logarithm of their
 * amount, the mean in the middle; a sinogram stretched over the square; random sums around mid-grey.
 */
export function viewOf(measurement: Image, { kind }: Experiment, views: number): Image {
  switch (kind) {
    case 'fourier':
      return frequencies(measurement);
    case 'tomography':
      return stretched(measurement, views);
    case 'gaussian':
      return aroundGrey(measurement);
    case 'spikes':
      return measurement;
  }
}

const largest = (data: Float32Array): number =>
  Math.max(
    Number.MIN_VALUE,
    data.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );

/** Amounts this far below the largest are black. */
const range = 1e5;

/** Undoes the packing of `FourierSampling`: the amounts of both k and −k, zero frequency in the middle. */
function frequencies({ width, height, data }: Image): Image {
  const at = (v: number, u: number): number => data[(v % height) * width + (u % width)] ?? 0;
  const amount = (v: number, u: number): number => {
    if (2 * u > width) return amount((height - v) % height, width - u);
    if (u > 0 && 2 * u < width) return Math.hypot(at(v, u), at(v, width - u)) / Math.SQRT2;
    const mirror = (height - v) % height;
    return mirror === v ? Math.abs(at(v, u)) : Math.hypot(at(v, u), at(mirror, u)) / Math.SQRT2;
  };
  const scale = range / largest(data);
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const v = (y + Math.ceil(height / 2)) % height;
      const u = (x + Math.ceil(width / 2)) % width;
      result[y * width + x] = Math.log1p(scale * amount(v, u)) / Math.log1p(range);
    }
  return { width, height, channels: 1, data: result };
}

function stretched({ width, height, data }: Image, views: number): Image {
  const peak = largest(data);
  const result = new Float32Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = Math.min(views - 1, Math.floor((y * views) / height));
    for (let x = 0; x < width; x++) result[y * width + x] = (data[row * width + x] ?? 0) / peak;
  }
  return { width, height, channels: 1, data: result };
}

function aroundGrey(image: Image): Image {
  const peak = largest(image.data);
  return { ...image, data: image.data.map((value) => (value === 0 ? 0 : 0.5 + (0.5 * value) / peak)) };
}
