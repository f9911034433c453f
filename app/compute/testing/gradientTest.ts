import { dot } from './adjointTest.ts';
import { normalVector } from './random.ts';

/**
 * Relative difference of the central difference quotient of `value` along a random direction and of
 * ⟨gradient, direction⟩, at the best of several step lengths.
 */
export function gradientDefect(
  value: (x: Float32Array) => number,
  gradient: (x: Float32Array) => Float32Array,
  x: Float32Array,
  seed: number,
): number {
  const direction = normalVector(x.length, seed);
  const expected = dot(gradient(x), direction);
  const defects = [1e-1, 1e-2, 1e-3].map((step) => {
    const along = (factor: number) => value(x.map((entry, i) => entry + factor * step * direction[i]!));
    const quotient = (along(1) - along(-1)) / (2 * step);
    return Math.abs(quotient - expected) / Math.max(1e-12, Math.abs(expected));
  });
  return Math.min(...defects);
}
