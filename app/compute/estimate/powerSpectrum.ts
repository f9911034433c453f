import type { Image } from '../image.ts';
import { fft2, type Fft2, type Spectrum } from '../kernels/fft2.ts';
import type { Psf } from '../operators/psf.ts';
import { transferFunction } from '../operators/transferFunction.ts';

/** The power spectral density of a picture, c / f^p, f in cycles per pixel and values in [0, 1]. */
export interface PowerLaw {
  readonly c: number;
  readonly exponent: number;
}

/** Rings of frequencies, evenly spread over the logarithm of f from … to … cycles per pixel. */
const rings = 16;
const lowest = 0.015;
const highest = 0.45;
/** A ring counts where the picture's share of its power is at least this. */
const leastShare = 0.5;
/** And where the blur leaves at least this of the picture's power. */
const leastGain = 0.01;
/** Fewer rings fix no line. */
const fewestRings = 4;

/**
 * Fits c / f^p to a blurred, noisy photo: in its windowed periodogram a ring of frequencies holds
 * |k̂|² c / f^p + N, so that log((power − N) / |k̂|²) against log f is a line. (Field, "Relations between the
 * statistics of natural images and the response properties of cortical cells", JOSA A 1987: p is near 2.)
 * @param noise standard deviation, 8-bit units
 * @returns null where too few frequencies stand out of the noise
 */
export function estimatePowerSpectrum(image: Image, psf: Psf, noise: number): PowerLaw | null {
  const transform = fft2(image.width, image.height);
  const transfer = transferFunction(psf, transform);
  const spectrum = transform.forward(windowed(image));
  const points = ringMeans(transform, spectrum, transfer, (noise / 255) ** 2 / image.channels);
  if (points.length < fewestRings) return null;
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) /
    points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const exponent = Math.min(3.5, Math.max(1, -slope));
  return { c: Math.exp(my + exponent * mx), exponent };
}

/** The mean of the channels less its mean, under a Hann window of mean square 1. */
function windowed({ width, height, channels, data }: Image): Float32Array {
  const size = width * height;
  const grey = new Float32Array(size);
  for (let i = 0; i < data.length; i++) grey[i % size]! += data[i]! / channels;
  const mean = grey.reduce((sum, value) => sum + value, 0) / size;
  const hann = (i: number, length: number) =>
    Math.sqrt(2 / 3) * (1 - Math.cos((2 * Math.PI * (i + 0.5)) / length));
  return grey.map(
    (value, i) => (value - mean) * hann(i % width, width) * hann(Math.floor(i / width), height),
  );
}

/** (log f, log S) of each ring that tells something of the picture. */
function ringMeans(
  { width, height, columns }: Fft2,
  { re, im }: Spectrum,
  transfer: Spectrum,
  noisePower: number,
): [number, number][] {
  const power = new Float64Array(rings);
  const gain = new Float64Array(rings);
  const logs = new Float64Array(rings);
  const count = new Float64Array(rings);
  for (let v = 0, i = 0; v < height; v++) {
    const fy = Math.min(v, height - v) / height;
    for (let u = 0; u < columns; u++, i++) {
      const f = Math.hypot(fy, u / width);
      if (f < lowest || f >= highest) continue;
      const ring = Math.floor((rings * Math.log(f / lowest)) / Math.log(highest / lowest));
      power[ring]! += (re[i]! ** 2 + im[i]! ** 2) / (width * height);
      gain[ring]! += transfer.re[i]! ** 2 + transfer.im[i]! ** 2;
      logs[ring]! += Math.log(f);
      count[ring]!++;
    }
  }
  const points: [number, number][] = [];
  for (let ring = 0; ring < rings; ring++) {
    const picture = power[ring]! / count[ring]! - noisePower;
    const passed = gain[ring]! / count[ring]!;
    const share = (picture * count[ring]!) / power[ring]!;
    if (!(share >= leastShare && passed >= leastGain)) continue;
    points.push([logs[ring]! / count[ring]!, Math.log(picture / passed)]);
  }
  return points;
}
