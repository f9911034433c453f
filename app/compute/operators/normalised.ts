import { dot } from '../kernels/vectors.ts';
import { seededRandom } from '../kernels/random.ts';
import type { BoundedOperator } from './linearOperator.ts';
import { Scaled } from './scaled.ts';

const powerSteps = 30;
/** Power iteration approaches ‖A‖² from below. */
const reserve = 1.1;

/**
 * factor · A of norm 1, or a little less: the norm is found by power iteration, for operators of which only loose bounds
 * are known in closed form.
 */
export function normalised(a: BoundedOperator): { operator: BoundedOperator; factor: number } {
  const random = seededRandom(1);
  const x = Float32Array.from({ length: a.inputSize }, () => random.uniform());
  const image = new Float32Array(a.outputSize);
  let gain = 0;
  for (let step = 0; step < powerSteps; step++) {
    const norm = Math.sqrt(dot(x, x));
    if (norm === 0) break;
    for (let i = 0; i < x.length; i++) x[i] = x[i]! / norm;
    a.apply(x, image);
    gain = dot(image, image);
    a.applyAdjoint(image, x);
  }
  const { inputSize, outputSize } = a;
  const normSquared = Math.min(a.normSquared, reserve * gain);
  const factor = normSquared > 0 ? 1 / Math.sqrt(normSquared) : 1;
  const bounded: BoundedOperator = {
    inputSize,
    outputSize,
    normSquared,
    apply: (from, out) => a.apply(from, out),
    applyAdjoint: (from, out) => a.applyAdjoint(from, out),
  };
  return { operator: new Scaled(bounded, factor), factor };
}
