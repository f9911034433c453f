import { UserFacingError } from './errors.ts';
import type { Image } from './image.ts';

/** @throws UserFacingError where a measurement holds NaN or infinity, which would spread over the whole result */
export function checkMeasurement(image: Image): void {
  if (!isFinite(image))
    throw new UserFacingError(
      'the picture holds values that are not numbers',
      'export it again without them',
    );
}

/** @throws UserFacingError where a result holds NaN or infinity */
export function checkResult(image: Image, method: string): void {
  if (!isFinite(image))
    throw new UserFacingError(
      'the computation ended in values that are not numbers',
      'choose milder parameters, or another device for networks',
      method,
    );
}

/** One sum instead of a test per sample: it is finite exactly where no sample is NaN or infinite. */
function isFinite({ data }: Image): boolean {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]!;
  return Number.isFinite(sum);
}
