import type { Image } from '../app/compute/image.ts';
import { normal } from '../app/compute/testing/random.ts';

/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** Decibels that the tour prints; null where it prints none. */
  readonly published: number | null;
  /** How far our mean may be off the published figure. */
  readonly tolerance: number;
  /** What our mean must exceed where nothing is published: the line of this name. */
  readonly above?: string;
  readonly measure: (seed: number) => number;
}

/** 20 log₁₀ (‖truth‖ / ‖truth − x‖), in dB. */
export function signalToNoise(truth: Float32Array, x: Float32Array): number {
  let signal = 0;
  let error = 0;
  truth.forEach((value, i) => {
    signal += value ** 2;
    error += (value - (x[i] ?? NaN)) ** 2;
  });
  return 10 * Math.log10(signal / error);
}

/** The image with white Gaussian noise, not clipped. */
export function noisy(image: Image, sigma: number, seed: number): Float32Array {
  const next = normal(seed);
  return image.data.map((value) => value + sigma * next());
}

/** `count` numbers from `first` to `last`, evenly spaced. */
export function linspace(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}

/** Computes once per seed what several figures come from. */
export function perSeed<Result>(compute: (seed: number) => Result): (seed: number) => Result {
  const known = new Map<number, Result>();
  return (seed) => {
    const result = known.get(seed) ?? compute(seed);
    known.set(seed, result);
    return result;
  };
}
