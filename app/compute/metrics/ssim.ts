import { UserFacingError } from '../errors.ts';
import { plane, type Image } from '../image.ts';

const radius = 5;
const sigma = 1.5;
const c1 = 0.01 ** 2;
const c2 = 0.03 ** 2;

const weights = normalised(
  Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2))),
);

function normalised(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** a, b, a², b², ab of one row, averaged along x. */
type Moments = readonly Float64Array[];

/**
 * Structural similarity (Wang, Bovik, Sheikh & Simoncelli, "Image quality assessment", IEEE TIP 2004,
 * equation 13): Gaussian window 11 × 11 of σ 1.5, K₁ 0.01, K₂ 0.03, dynamic range 1; the mean over all
 * windows that lie inside the image and over the channels. Holds eleven rows at a time.
 * @throws UserFacingError where the images are smaller than the window
 */
export function ssim(a: Image, b: Image): number {
  const { width, height, channels } = a;
  if (b.width !== width || b.height !== height || b.channels !== channels)
    throw new RangeError('images of different sizes');
  if (Math.min(width, height) < weights.length)
    throw new UserFacingError(
      `the picture (${width} × ${height}) is smaller than the window of SSIM`,
      `compare pictures of at least ${weights.length} × ${weights.length} pixels`,
    );
  let sum = 0;
  for (let channel = 0; channel < channels; channel++)
    sum += ofPlane(plane(a, channel), plane(b, channel), width, height);
  return sum / channels;
}

function ofPlane(a: Float32Array, b: Float32Array, width: number, height: number): number {
  const rows: Moments[] = [];
  const columns = width - 2 * radius;
  let sum = 0;
  for (let y = 0; y < height; y++) {
    rows.push(momentsOfRow(a, b, y * width, columns));
    if (rows.length < weights.length) continue;
    sum += sumOfWindows(rows, columns);
    rows.shift();
  }
  return sum / (columns * (height - 2 * radius));
}

function momentsOfRow(a: Float32Array, b: Float32Array, start: number, columns: number): Moments {
  const moments = Array.from({ length: 5 }, () => new Float64Array(columns));
  const [ma, mb, maa, mbb, mab] = moments as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    for (let x = 0; x < columns; x++) {
      const [p, q] = [a[start + x + k]!, b[start + x + k]!];
      ma[x]! += weight * p;
      mb[x]! += weight * q;
      maa[x]! += weight * p * p;
      mbb[x]! += weight * q * q;
      mab[x]! += weight * p * q;
    }
  }
  return moments;
}

/** Sum of equation 13 over one row of windows. */
function sumOfWindows(rows: readonly Moments[], columns: number): number {
  const [ma, mb, maa, mbb, mab] = [0, 1, 2, 3, 4].map((moment) => {
    const total = new Float64Array(columns);
    rows.forEach((row, k) => {
      const values = row[moment]!;
      for (let x = 0; x < columns; x++) total[x]! += weights[k]! * values[x]!;
    });
    return total;
  }) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  let sum = 0;
  for (let x = 0; x < columns; x++) {
    const [p, q] = [ma[x]!, mb[x]!];
    const covariance = mab[x]! - p * q;
    const variances = maa[x]! - p * p + (mbb[x]! - q * q);
    sum += ((2 * p * q + c1) * (2 * covariance + c2)) / ((p * p + q * q + c1) * (variances + c2));
  }
  return sum;
}
