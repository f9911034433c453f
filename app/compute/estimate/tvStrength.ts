import { createImage, type Image } from '../image.ts';
import { RofDual } from '../solvers/rofDual.ts';

/**
 * The λ of ROF with the least estimated mean squared error: Stein's unbiased estimate, its divergence by
 * one random probe (Ramani, Blu & Unser, "Monte-Carlo SURE", IEEE TIP 2008), summed over patches spread
 * evenly over the image. The same probe for every λ makes the curve smooth.
 * @param noise standard deviation, 8-bit units
 * @returns λ in units of the image's values; the smallest useful one where there is no noise
 */
export function tvStrength(image: Image, noise: number): number {
  const sigma = noise / 255;
  if (sigma * ratios[0] <= weakest) return weakest;
  const patches = spreadPatches(image);
  const risks = ratios.map((ratio) => {
    let risk = 0;
    for (const patch of patches) risk += estimatedRisk(patch, sigma, ratio * sigma);
    return risk;
  });
  return sigma * leastRatio(risks);
}

/** Below this λ nothing visible changes. */
export const weakest = 1e-4;

/** λ / σ that are tried: photographs have their best between 0.4 (texture) and 1.5 (flat). */
const ratios = [0.25, 0.4, 0.64, 1.024, 1.638, 2.621] as const;

const patchSide = 56;
const patchesPerSide = 3;
/** Enough for the risk; the curve is flat around its minimum. */
const steps = 30;

/** ‖x − y‖² + 2σ² div x(y), up to the constant Nσ². */
function estimatedRisk(y: Image, sigma: number, weight: number): number {
  const probe = signs(y.data.length);
  const epsilon = sigma / 10;
  const shifted = { ...y, data: y.data.map((value, i) => value + epsilon * probe[i]!) };
  const x = denoised(y, weight);
  const moved = denoised(shifted, weight);
  let residual = 0;
  let divergence = 0;
  for (let i = 0; i < x.length; i++) {
    residual += (x[i]! - y.data[i]!) ** 2;
    divergence += probe[i]! * (moved[i]! - x[i]!);
  }
  return residual + (2 * sigma * sigma * divergence) / epsilon;
}

function denoised(y: Image, weight: number): Float32Array {
  const solver = new RofDual(y, weight);
  solver.advance(steps);
  const out = new Float32Array(y.data.length);
  solver.solution(out);
  return out;
}

/** ±1 by a linear congruential generator (Numerical Recipes' constants): the same for every λ and call. */
function signs(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 31 === 0 ? -1 : 1;
  });
}

/** The vertex of the parabola through the least risk and its neighbours, on a logarithmic scale. */
function leastRatio(risks: readonly number[]): number {
  const best = Math.max(1, Math.min(risks.length - 2, risks.indexOf(Math.min(...risks))));
  const [left, middle, right] = [risks[best - 1]!, risks[best]!, risks[best + 1]!];
  const curvature = left - 2 * middle + right;
  const shift = curvature > 0 ? Math.max(-1, Math.min(1, (left - right) / (2 * curvature))) : 0;
  return ratios[best]! * (ratios[1] / ratios[0]) ** shift;
}

/** At most 3 × 3 patches, evenly spread; the whole image where it is no larger than they are together. */
function spreadPatches(image: Image): Image[] {
  const whole = patchSide * patchesPerSide;
  if (image.width <= whole && image.height <= whole) return [image];
  const patches: Image[] = [];
  for (const y of spread(image.height))
    for (const x of spread(image.width)) patches.push(cutPatch(image, x, y));
  return patches;
}

/** Where patches begin along one side. */
function spread(size: number): number[] {
  const count = Math.min(patchesPerSide, Math.max(1, Math.floor(size / patchSide)));
  const room = Math.max(0, size - patchSide);
  return Array.from({ length: count }, (_, i) => Math.round((room * (i + 0.5)) / count));
}

function cutPatch(image: Image, left: number, top: number): Image {
  const width = Math.min(patchSide, image.width);
  const height = Math.min(patchSide, image.height);
  const patch = createImage(width, height, image.channels);
  for (let row = 0; row < height * image.channels; row++) {
    const channel = Math.floor(row / height);
    const from = (channel * image.height + top + (row % height)) * image.width + left;
    patch.data.set(image.data.subarray(from, from + width), row * width);
  }
  return patch;
}
