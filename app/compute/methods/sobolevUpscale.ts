import { defineMethod } from '../defineMethod.ts';
import { likeImage, type Image } from '../image.ts';
import { reflectingLaplacian } from '../kernels/laplacian.ts';
import { floats } from '../kernels/memory.ts';
import { combine } from '../kernels/vectors.ts';
import type { Iterations } from '../method.ts';
import { Downsampling } from '../operators/downsampling.ts';
import { bicubic } from '../operators/resample.ts';
import { ConjugateGradient } from '../solvers/conjugateGradient.ts';
import { iterate } from '../solvers/iterate.ts';
import { iterationsParameter } from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { silently } from './smoothFill.ts';
import { decimationModel, enlarge } from './upscaling.ts';
import { resolveUpscale, upscaleParameters } from './variationUpscale.ts';

export const sobolevUpscale = defineMethod({
  id: 'sobolev-upscale',
  task: 'upscale',
  title: 'Sobolev (smooth)',
  summary:
    'Of all larger photos that shrink back to this one, takes the smoothest: faithful and soft, without steps. Allows for noise where there is some.',
  reference:
    'Least gradient energy ½‖∇x‖² under A x = y; the constraint kept by projection: Gould, Hribar and Nocedal, SIAM J. Sci. Comput. 2001',
  slow: true,
  parameters: {
    ...upscaleParameters('λ in ½‖Ax − y‖² + λ/2 ‖∇x‖²'),
    iterations: iterationsParameter(1000, 20),
  },
  tiling: { kind: 'tiles', halo: () => 16 },
  workingCopies: 10,
  scale: (values) => values.scale,
  resolve(sample, values, estimates) {
    const { noise, strength, chosen } = resolveUpscale(sample, values, estimates, {
      strengthFor: (_image, noise) => strengthFor(noise),
      reason: (noise) => `best on enlarged photographs with noise ${noise.toFixed(1)}`,
    });
    return Promise.resolve({ values: { ...values, noise, strength }, chosen });
  },
  forwardModel: (problem, { scale, noise, strength }) =>
    decimationModel(problem, scale, resolved(strength) === 0 ? null : resolved(noise)),
  run: ({ image }, { scale, strength, iterations }) =>
    smoothest(image, scale, resolved(strength), iterations),
});

/** Fitted on photographs enlarged by two, σ in levels. */
function strengthFor(noise: number): number {
  return Math.min(1, 0.008 * noise ** 1.4);
}

/** From the bicubic enlargement, by conjugate gradients. */
async function* smoothest(
  image: Image,
  scale: number,
  strength: number,
  iterations: number,
): Iterations<Image> {
  const enlarged = yield* silently(enlarge(image, scale, bicubic), iterations);
  const result = likeImage(enlarged);
  const x = floats(result.data.length);
  x.set(enlarged.data);
  const operator = new Downsampling(image, scale);
  const quadratic =
    strength === 0
      ? constrained(operator, enlarged, image.data, x)
      : penalised(operator, enlarged, image.data, strength, x);
  const solver = {
    step() {
      quadratic.gradients.step();
      return { criterion: quadratic.gradients.relativeResidual };
    },
  };
  yield* iterate(solver, { iterations, tolerance: 0 });
  quadratic.finish();
  result.data.set(x);
  return result;
}

interface Quadratic {
  readonly gradients: ConjugateGradient<Float32Array>;
  /** Leaves the solution in x. */
  finish(): void;
}

/** (AᵀA − λΔ) x = Aᵀy. */
function penalised(
  operator: Downsampling,
  size: Image,
  y: Float32Array,
  weight: number,
  x: Float32Array,
): Quadratic {
  const coarse = floats(y.length);
  const pulled = floats(x.length);
  const rightSide = floats(x.length);
  operator.applyAdjoint(y, rightSide);
  const apply = (direction: Float32Array, out: Float32Array) => {
    stiffness(direction, size, out);
    operator.apply(direction, coarse);
    operator.applyAdjoint(coarse, pulled);
    combine(weight, out, 1, pulled, out);
  };
  return { gradients: new ConjugateGradient({ apply }, rightSide, x), finish: () => undefined };
}

/** −Δ x = 0 within {x : A x = y}: of x = x₀ + z with A x₀ = y, z is sought where A z = 0, by P = I − A⁺A. */
function constrained(operator: Downsampling, size: Image, y: Float32Array, x: Float32Array): Quadratic {
  const coarse = floats(y.length);
  const lifted = floats(x.length);
  const solveGram = operator.gramSolver(0);
  /** values += A⁺(target − A values), target 0 where absent. */
  const meet = (values: Float32Array, target: Float32Array | null) => {
    operator.apply(values, coarse);
    if (target === null) combine(-1, coarse, 0, coarse, coarse);
    else combine(1, target, -1, coarse, coarse);
    solveGram(coarse);
    operator.applyAdjoint(coarse, lifted);
    combine(1, values, 1, lifted, values);
  };
  meet(x, y);
  const rightSide = floats(x.length);
  stiffness(x, size, rightSide);
  combine(-1, rightSide, 0, rightSide, rightSide);
  meet(rightSide, null);
  const apply = (direction: Float32Array, out: Float32Array) => {
    stiffness(direction, size, out);
    meet(out, null);
  };
  const z = floats(x.length);
  return {
    gradients: new ConjugateGradient({ apply }, rightSide, z),
    finish() {
      combine(1, x, 1, z, x);
      meet(x, y);
    },
  };
}

/** out = −Δ x of each channel, the border mirrored. */
function stiffness(x: Float32Array, { width, height }: Image, out: Float32Array): void {
  const size = width * height;
  for (let at = 0; at < x.length; at += size)
    reflectingLaplacian(x.subarray(at, at + size), width, height, out.subarray(at, at + size));
  combine(-1, out, 0, out, out);
}
