import { UserFacingError } from '../errors.ts';
import { gaussianWeights } from '../kernels/gaussian.ts';
import type { PsfSpec } from '../parameters.ts';

/**
 * A sampled point spread function: `data[y * width + x]`, sum 1. Its origin is the pixel
 * (⌊width/2⌋, ⌊height/2⌋): the middle of an odd size; of an even one the pixel right of and below the
 * middle, so an even-sized matrix moves the image by half a pixel and never more.
 */
export interface Psf {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** Largest extent in pixels that a PSF may be stated with. */
const largest = 500;
/** Samples per pixel and axis for shapes whose borders cross pixels; few do in large ones. */
const samplesFor = (radius: number) => (radius > 32 ? 4 : 16);

export function originOf({ width, height }: Psf): { x: number; y: number } {
  return { x: Math.floor(width / 2), y: Math.floor(height / 2) };
}

/** How far a PSF reaches from its origin. */
export function radiusOf({ width, height }: Psf): number {
  return Math.floor(Math.max(width, height) / 2);
}

/**
 * Samples a PSF.
 * - gaussian: at the pixels' centres, cut at 4 sigma or beyond;
 * - disk, motion: the share of each pixel that the shape covers (motion is a rectangle `length` × 1 turned
 *   counter-clockwise, y being down);
 * - box: the same, exact, for fractional sizes too;
 * - matrix: as given, divided by its sum; convolved as it is, not flipped.
 * @throws UserFacingError on sizes out of range and on matrices that are not a PSF
 */
export function samplePsf(spec: PsfSpec): Psf {
  switch (spec.kind) {
    case 'gaussian':
      return outer(gaussianWeights(inRange('sigma', spec.sigma)));
    case 'box':
      return outer(boxWeights(inRange('size', spec.size)));
    case 'disk': {
      const radius = inRange('radius', spec.radius);
      return covered(radius, radius, (x, y) => x * x + y * y <= radius * radius);
    }
    case 'motion':
      return motion(inRange('length', spec.length), spec.degrees);
    case 'matrix':
      return fromMatrix(spec);
  }
}

/** Whether a PSF is its own mirror image in x and in y, so that blurring keeps a mirrored picture mirrored. */
export function isMirrored({ width, height, data }: Psf): boolean {
  if (width % 2 === 0 || height % 2 === 0) return false;
  const tolerance = 1e-6 * data.reduce((most, value) => Math.max(most, value), 0);
  return data.every((value, i) => {
    const x = i % width;
    const y = Math.floor(i / width);
    const across = data[y * width + (width - 1 - x)]!;
    const down = data[(height - 1 - y) * width + x]!;
    return Math.abs(value - across) <= tolerance && Math.abs(value - down) <= tolerance;
  });
}

/** What a PSF is on a grid `factor` times as coarse: its light, gathered by the nearest coarse pixel. */
export function binnedPsf(psf: Psf, factor: number): Psf {
  const origin = originOf(psf);
  const radius = Math.round(radiusOf(psf) / factor);
  const side = 2 * radius + 1;
  const data = new Float64Array(side * side);
  const place = (offset: number) => Math.round(offset / factor) + radius;
  for (let y = 0; y < psf.height; y++)
    for (let x = 0; x < psf.width; x++)
      data[place(y - origin.y) * side + place(x - origin.x)]! += psf.data[y * psf.width + x]!;
  return { width: side, height: side, data };
}

/** @throws UserFacingError where the PSF is larger than the image that it should have blurred */
export function checkPsfFits(psf: Psf, image: { readonly width: number; readonly height: number }): void {
  if (psf.width > image.width || psf.height > image.height)
    throw new UserFacingError(
      `the point spread function (${psf.width} × ${psf.height}) is larger than the image (${image.width} × ${image.height})`,
      'give a smaller one',
      'psf',
    );
}

function inRange(name: string, value: number): number {
  if (value > 0 && value <= largest) return value;
  throw new UserFacingError(
    `the ${name} ${value} is out of range`,
    `give a number above 0 and up to ${largest} pixels`,
    'psf',
  );
}

function motion(length: number, degrees: number): Psf {
  if (!Number.isFinite(degrees))
    throw new UserFacingError(`the direction ${degrees} is not an angle`, 'give degrees', 'psf');
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const halfWidth = (Math.abs(cos) * length + Math.abs(sin)) / 2;
  const halfHeight = (Math.abs(sin) * length + Math.abs(cos)) / 2;
  return covered(
    halfWidth,
    halfHeight,
    (x, y) => Math.abs(x * cos - y * sin) <= length / 2 && Math.abs(x * sin + y * cos) <= 0.5,
  );
}

/** A PSF from the share of each pixel that a shape within ±halfWidth, ±halfHeight covers. */
function covered(halfWidth: number, halfHeight: number, inside: (x: number, y: number) => boolean): Psf {
  // A border that only touches the next pixel does not enter it; sines leave 1e-16 behind.
  const radiusX = Math.max(0, Math.ceil(halfWidth - 0.5 - 1e-9));
  const radiusY = Math.max(0, Math.ceil(halfHeight - 0.5 - 1e-9));
  const width = 2 * radiusX + 1;
  const height = 2 * radiusY + 1;
  const data = new Float64Array(width * height);
  const supersampling = samplesFor(Math.max(radiusX, radiusY));
  for (let row = 0; row < height * supersampling; row++)
    for (let column = 0; column < width * supersampling; column++) {
      const x = (column + 0.5) / supersampling - width / 2;
      const y = (row + 0.5) / supersampling - height / 2;
      if (inside(x, y))
        data[Math.floor(row / supersampling) * width + Math.floor(column / supersampling)]! += 1;
    }
  // A shape thinner than the samples' spacing is a point.
  if (data.every((value) => value === 0)) data[radiusY * width + radiusX] = 1;
  return normalised(width, height, data);
}

/** How much of [−size/2, size/2] falls into each pixel. */
function boxWeights(size: number): Float64Array {
  const radius = Math.max(0, Math.ceil(size / 2 - 0.5));
  const weights = new Float64Array(2 * radius + 1).fill(1 / size);
  const rim = radius === 0 ? 1 : (size / 2 - radius + 0.5) / size;
  weights[0] = rim;
  weights[2 * radius] = rim;
  return weights;
}

function outer(weights: Float64Array): Psf {
  const size = weights.length;
  const data = Float64Array.from(
    { length: size * size },
    (_, i) => weights[i % size]! * weights[Math.floor(i / size)]!,
  );
  return normalised(size, size, data);
}

function fromMatrix({ width, height, data, name }: Extract<PsfSpec, { kind: 'matrix' }>): Psf {
  const fail = (problem: string, remedy: string) => new UserFacingError(problem, remedy, name);
  if (!(width >= 1 && height >= 1) || data.length !== width * height)
    throw fail(
      `the point spread function should have ${width} × ${height} numbers and has ${data.length}`,
      'write all its rows',
    );
  if (width > 2 * largest + 1 || height > 2 * largest + 1)
    throw fail(
      `the point spread function is ${width} × ${height}`,
      `give one of at most ${2 * largest + 1} × ${2 * largest + 1}`,
    );
  if (!data.every(Number.isFinite))
    throw fail('the point spread function has numbers that are not finite', 'remove them');
  const sum = data.reduce((total, value) => total + value, 0);
  const size = data.reduce((total, value) => total + Math.abs(value), 0);
  if (sum < -1e-6 * size)
    throw fail('the point spread function has a negative sum', 'change its sign, or give another');
  if (sum <= 1e-6 * size)
    throw fail('the point spread function sums to zero', 'give one that keeps some light');
  return normalised(width, height, Float64Array.from(data));
}

function normalised(width: number, height: number, data: Float64Array): Psf {
  const sum = data.reduce((total, value) => total + value, 0);
  return { width, height, data: data.map((value) => value / sum) };
}
