import { UserFacingError } from '../errors.ts';
import { FourierSampling } from './fourierSampling.ts';
import { GaussianMeasurement } from './gaussianMeasurement.ts';
import type { BoundedOperator } from './linearOperator.ts';
import { Product } from './product.ts';
import { Radon, type ScanGeometry } from './radon.ts';
import { samplingMask, type SamplingPattern } from './samplingMask.ts';
import { ZeroPadding } from './zeroPadding.ts';

/**
 * How a picture is measured where it is not photographed. What is measured travels as an image of the picture's
 * own size, each channel by itself, so that it can be opened, shown and handed on like any other; pixels
 * that carry nothing are 0.
 */
export type MeasurementSpec =
  | {
      readonly kind: 'fourier';
      readonly pattern: SamplingPattern;
      readonly fraction: number;
      readonly seed: number;
    }
  | { readonly kind: 'tomography'; readonly angles: number }
  | { readonly kind: 'gaussian'; readonly fraction: number; readonly seed: number };

export interface Measurement<A extends BoundedOperator = BoundedOperator> {
  /** From a plane to a plane of the same size. */
  readonly operator: A;
  /** 1 where that plane carries a number, else 0. */
  readonly measured: Uint8Array;
}

/** @throws UserFacingError where the picture is too small for it */
export function measurementOf(spec: MeasurementSpec, width: number, height: number): Measurement {
  switch (spec.kind) {
    case 'fourier':
      return fourierMeasurement(width, height, spec);
    case 'tomography':
      return tomographyMeasurement(width, height, spec.angles);
    case 'gaussian':
      return gaussianMeasurement(width, height, spec);
  }
}

/** Fourier coefficients at some frequencies, where `FourierSampling` puts them. */
export function fourierMeasurement(
  width: number,
  height: number,
  { pattern, fraction, seed }: { pattern: SamplingPattern; fraction: number; seed: number },
): Measurement<FourierSampling> {
  const measured = samplingMask(width, height, pattern, fraction, seed);
  return { operator: new FourierSampling(width, height, measured), measured };
}

/**
 * The scan behind a sinogram: angles spread evenly over 180°, a detector as long as the picture's diagonal with as
 * many bins as the picture has columns, integrals in units of the diagonal, so that they stay within [0, 1].
 * @throws UserFacingError where the sinogram has more rows than the picture
 */
export function scanOf(width: number, height: number, angles: number): ScanGeometry {
  if (angles > height)
    throw new UserFacingError(
      `a picture ${height} pixels high has no room for ${angles} views`,
      `give at most ${height}`,
      'angles',
    );
  const diagonal = Math.hypot(width, height);
  return {
    width,
    height,
    angles: Array.from({ length: angles }, (_, i) => (Math.PI * i) / angles),
    bins: width,
    spacing: diagonal / width,
    pixel: 1 / diagonal,
  };
}

/** The sinogram: view i in row i. */
export function tomographyMeasurement(width: number, height: number, angles: number): Measurement {
  return leading(new Radon(scanOf(width, height, angles)), width * height);
}

/** Random sums, `fraction` of as many as the picture has pixels, row by row from the top left. */
export function gaussianMeasurement(
  width: number,
  height: number,
  { fraction, seed }: { fraction: number; seed: number },
): Measurement {
  const pixels = width * height;
  const count = Math.max(1, Math.round(fraction * pixels));
  return leading(new GaussianMeasurement(pixels, count, seed), pixels);
}

/** The operator's numbers first, zeros after them. */
function leading(operator: BoundedOperator, size: number): Measurement {
  const measured = new Uint8Array(size).fill(1, 0, operator.outputSize);
  return { operator: new Product(new ZeroPadding(operator.outputSize, size), operator), measured };
}
