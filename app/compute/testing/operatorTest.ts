import { copyOf, floats } from '../kernels/memory.ts';
import type { InvertibleNormal, LinearOperator } from '../operators/linearOperator.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';
import { dot } from './adjointTest.ts';
import { normalVector } from './random.ts';

/** ‖A‖² from below, by power iteration on AᵀA from a random start. */
export function estimatedNormSquared(operator: LinearOperator, seed: number, iterations = 200): number {
  const x = normalVector(operator.inputSize, seed);
  const image = floats(operator.outputSize);
  const back = floats(operator.inputSize);
  let estimate = 0;
  for (let i = 0; i < iterations; i++) {
    const norm = Math.sqrt(dot(x, x));
    if (norm === 0) return 0;
    for (let k = 0; k < x.length; k++) x[k]! /= norm;
    operator.apply(x, image);
    estimate = dot(image, image);
    operator.applyAdjoint(image, back);
    x.set(back);
  }
  return estimate;
}

/** ‖u − v‖ / ‖v‖ for u from the operator's direct solution of (AᵀA + shift I) x = b, v from conjugate gradients. */
export function normalSolveDefect(operator: InvertibleNormal, shift: number, seed: number): number {
  const b = normalVector(operator.inputSize, seed);
  const image = floats(operator.outputSize);
  const system = {
    apply(x: Float64Array, out: Float64Array) {
      const back = floats(x.length);
      operator.apply(copyOf(Float32Array.from(x)), image);
      operator.applyAdjoint(image, back);
      for (let i = 0; i < x.length; i++) out[i] = back[i]! + shift * x[i]!;
    },
  };
  const gradients = new ConjugateGradient(system, Float64Array.from(b), new Float64Array(b.length));
  for (let i = 0; i < 500 && gradients.relativeResidual > 1e-6; i++) gradients.step();
  const expected = gradients.solution();
  const direct = b.slice();
  operator.solveNormal(direct, shift, direct);
  let [defect, norm] = [0, 0];
  expected.forEach((value, i) => {
    defect += (direct[i]! - value) ** 2;
    norm += value ** 2;
  });
  return Math.sqrt(defect / norm);
}
