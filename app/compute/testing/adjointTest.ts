import { floats } from '../kernels/memory.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import { normalVector } from './random.ts';

/**
 * |⟨A x, y⟩ − ⟨x, Aᵀ y⟩| / (‖A x‖ ‖y‖) for random x and y: about 1e-7 for an exact adjoint in single
 * precision.
 */
export function adjointDefect(operator: LinearOperator, seed: number): number {
  const x = normalVector(operator.inputSize, seed);
  const y = normalVector(operator.outputSize, seed + 1);
  const image = floats(operator.outputSize);
  const back = floats(operator.inputSize);
  operator.apply(x, image);
  operator.applyAdjoint(y, back);
  return Math.abs(dot(image, y) - dot(x, back)) / Math.max(1e-30, Math.sqrt(dot(image, image) * dot(y, y)));
}

/** ‖A(x + 2 y) − A x − 2 A y‖ / ‖A x‖ for random x and y. */
export function linearityDefect(operator: LinearOperator, seed: number): number {
  const x = normalVector(operator.inputSize, seed);
  const y = normalVector(operator.inputSize, seed + 1);
  const [ax, ay, both] = [x, y, x.map((value, i) => value + 2 * y[i]!)].map((vector) => {
    const out = floats(operator.outputSize);
    operator.apply(vector, out);
    return out;
  });
  const difference = both!.map((value, i) => value - ax![i]! - 2 * ay![i]!);
  return Math.sqrt(dot(difference, difference) / Math.max(1e-30, dot(ax!, ax!)));
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
