import type { Iterations } from '../method.ts';
import { unknownPixels } from '../solvers/scatteredPlate.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';
import type { Hole } from './inpainting.ts';

/** A quadratic energy of one plane, by its gradient at the unknown pixels (zero at the known ones). */
export interface SmoothEnergy {
  gradient(plane: Float64Array, out: Float64Array): void;
  value(plane: Float64Array): number;
  /** out ≈ the inverse of `gradient`, symmetric positive definite. */
  precondition(residual: Float64Array, out: Float64Array): void;
}

/**
 * Minimises the energy over the unknown pixels, all channels at once, by preconditioned
 * conjugate gradients. Yields the energy.
 * @returns the hole's planes, filled
 */
export async function* minimiseEnergy(
  hole: Hole,
  energy: SmoothEnergy,
  start: Float64Array,
  { tolerance, iterations }: { readonly tolerance: number; readonly iterations: number },
): Iterations<Float64Array> {
  const size = hole.mask.data.length;
  const planes = (visit: (start: number, end: number) => void) => {
    for (let at = 0; at < start.length; at += size) visit(at, at + size);
  };
  const rightHandSide = new Float64Array(start.length);
  let objective = 0;
  planes((from, to) => {
    energy.gradient(start.subarray(from, to), rightHandSide.subarray(from, to));
    objective += energy.value(start.subarray(from, to));
  });
  for (let i = 0; i < rightHandSide.length; i++) rightHandSide[i] = -rightHandSide[i]!;
  // The unknown of the system is the correction of the start, which vanishes at known pixels.
  const gradients = new ConjugateGradient<Float64Array>(
    {
      apply: (x, out) => planes((from, to) => energy.gradient(x.subarray(from, to), out.subarray(from, to))),
      precondition: (residual, out) =>
        planes((from, to) => energy.precondition(residual.subarray(from, to), out.subarray(from, to))),
    },
    rightHandSide,
    new Float64Array(start.length),
  );
  for (let iteration = 1; iteration <= iterations; iteration++) {
    if (gradients.relativeResidual <= tolerance) break;
    gradients.step();
    yield await Promise.resolve({
      iteration,
      iterations,
      objective: Math.max(0, objective - gradients.decrease),
    });
  }
  const correction = gradients.solution();
  return start.map((value, i) => value + correction[i]!);
}

/** The planes with each unknown pixel at the mean of its channel's known ones. */
export function meanFill({ image, mask }: Hole): Float64Array {
  const size = mask.data.length;
  const filled = Float64Array.from(image.data);
  for (let start = 0; start < filled.length; start += size) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < size; i++)
      if (mask.data[i] === 0) {
        sum += filled[start + i]!;
        count++;
      }
    for (let i = 0; i < size; i++) if (mask.data[i] !== 0) filled[start + i] = sum / count;
  }
  return filled;
}

/** The planes with each unknown pixel at the last known value to its left, or else above it; a rough start. */
export function neighbourFill({ image, mask }: Hole): Float32Array {
  const { width, data } = mask;
  const filled = image.data.slice();
  const pixels = unknownPixels(data);
  for (let start = 0; start < filled.length; start += data.length)
    for (let k = 0; k < pixels.length; k++) {
      const at = start + pixels[k]!;
      if (pixels[k]! % width > 0) filled[at] = filled[at - 1]!;
      else if (pixels[k]! >= width) filled[at] = filled[at - width]!;
    }
  return filled;
}

/** Runs a preparation that counts as iteration 0 of what follows: its own objective would mislead. */
export async function* silently<Result>(
  preparation: Iterations<Result>,
  iterations: number,
): Iterations<Result> {
  for (;;) {
    const next = await preparation.next();
    if (next.done === true) return next.value;
    yield { iteration: 0, iterations };
  }
}
