import { createImage, plane, type Image } from '../image.ts';
import type { ForwardModel } from '../method.ts';
import type { LinearOperator } from '../operators/linearOperator.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';

/** y = A x of each channel; A⁺A x by `project`, or by conjugate gradients on A Aᵀ where that is not given. */
export function measurementModel(
  { width, height }: Image,
  createOperator: () => LinearOperator,
  project?: (operator: LinearOperator, x: Float32Array, out: Float32Array) => void,
): ForwardModel {
  let made: LinearOperator | null = null;
  const perChannel = (x: Image, map: (a: LinearOperator, from: Float32Array, to: Float32Array) => void) => {
    made ??= createOperator();
    const result = createImage(width, height, x.channels);
    for (let channel = 0; channel < x.channels; channel++)
      map(made, plane(x, channel), plane(result, channel));
    return result;
  };
  return {
    apply: (x) => perChannel(x, (a, from, to) => a.apply(from, to)),
    projectOnRange: (x) => perChannel(x, project ?? projectByGradients),
    noise: null,
    estimated: false,
  };
}

/** Aᵀ(A Aᵀ)⁺A x, as far as the steps reach: what is hardly measured counts as invented. */
function projectByGradients(operator: LinearOperator, x: Float32Array, out: Float32Array): void {
  const image = new Float32Array(operator.outputSize);
  const lifted = new Float32Array(operator.inputSize);
  operator.apply(x, image);
  const system = {
    apply(u: Float32Array, product: Float32Array) {
      operator.applyAdjoint(u, lifted);
      operator.apply(lifted, product);
    },
  };
  const gradients = new ConjugateGradient(system, image, new Float32Array(image.length));
  for (let i = 0; i < mostSteps && gradients.relativeResidual > tolerance; i++) gradients.step();
  operator.applyAdjoint(gradients.solution(), out);
}

const mostSteps = 50;
const tolerance = 1e-4;
