import type { Image } from '../image.ts';
import { floats } from '../kernels/memory.ts';
import { secondDifferenceEigenvalues } from '../operators/laplacianSpectrum.ts';
import { cosineEnergies } from './cosineEnergies.ts';
import { leastOnLogScale } from './logSearch.ts';
import { probeLength, signs } from './probe.ts';
import { spreadPatches } from './spreadPatches.ts';

export interface StoppingTime {
  readonly time: number;
  /** The mean squared error to be expected then, in squared image values. */
  readonly risk: number;
}

/** Beyond these times nothing changes, and nothing is left. */
const heatTimes = { low: 1e-3, high: 1e4, start: 1, factor: 2, tolerance: 0.005 };

/**
 * When to stop the heat flow u_t = Δu, u(0) = y, Δ being the five-point Laplacian with reflection: the t of the least
 * expected squared error, by Stein's unbiased estimate with the exact trace,
 * Σ_k (1 − e^{−tλ_k})² |ŷ_k|² + σ² Σ_k (2 e^{−tλ_k} − 1), λ = 4 − 2 cos a − 2 cos b.
 * A Gaussian of standard deviation s is t = s² / 2.
 * @param noise standard deviation, 8-bit units
 */
export function heatStoppingTime(image: Image, noise: number): StoppingTime {
  const { width, height, channels } = image;
  const variance = (noise / 255) ** 2;
  if (variance === 0) return { time: 0, risk: 0 };
  const across = secondDifferenceEigenvalues(width, 'reflect');
  const down = secondDifferenceEigenvalues(height, 'reflect');
  const energies = cosineEnergies(image);
  const risk = (time: number): number => {
    const x = across.map((value) => Math.exp(-time * value));
    const y = down.map((value) => Math.exp(-time * value));
    let residual = 0;
    for (let row = 0, i = 0; row < height; row++)
      for (let column = 0; column < width; column++, i++)
        residual += energies[i]! * (1 - y[row]! * x[column]!) ** 2;
    const trace = channels * sum(x) * sum(y);
    return residual / image.data.length + variance * ((2 * trace) / image.data.length - 1);
  };
  const time = leastOnLogScale(risk, heatTimes);
  return { time, risk: Math.max(0, risk(time)) };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A flow that smooths an image as its time goes on. */
export interface Flow {
  /** Since the start. */
  readonly time: number;
  step(): unknown;
  /** Writes the present image. */
  solution(out: Float32Array): void;
}

const grid = { side: 64, perSide: 3 };
/** A valley that is not left deeper within this share of the time spent so far is the deepest. */
const patience = 1.3;
const leastPatience = 5;

/**
 * When to stop any flow, for instance of the total variation: the time of the least expected squared error,
 * Stein's estimate ‖u − y‖² + 2σ² div u − Nσ² with the divergence by one random probe that flows along
 * (Ramani, Blu & Unser, "Monte-Carlo SURE", IEEE TIP 2008), over patches spread across the image. Takes
 * about a third more steps than the best time has.
 * @param noise standard deviation, 8-bit units
 * @param begin the flow from an image that is the flow's own
 * @param mostSteps where to give up
 */
export function flowStoppingTime(
  image: Image,
  noise: number,
  begin: (start: Image) => Flow,
  mostSteps: number,
): StoppingTime {
  const sigma = noise / 255;
  if (sigma === 0) return { time: 0, risk: 0 };
  const runs = spreadPatches(image, grid).map((patch) => followed(patch, sigma, begin));
  const size = runs.reduce((total, run) => total + run.size, 0);
  let best = { time: 0, risk: sigma * sigma };
  let bestStep = 0;
  for (let step = 1; step <= mostSteps; step++) {
    let total = 0;
    for (const run of runs) total += run.advance();
    const risk = total / size - sigma * sigma;
    if (risk < best.risk) {
      best = { time: runs[0]!.time(), risk };
      bestStep = step;
    } else if (step > patience * bestStep + leastPatience) break;
  }
  return { time: best.time, risk: Math.max(0, best.risk) };
}

/** A patch and its probe on their way: `advance` gives ‖u − y‖² + 2σ² div u after one more step. */
function followed(patch: Image, sigma: number, begin: (start: Image) => Flow) {
  const size = patch.data.length;
  const direction = signs(size);
  const length = probeLength(sigma);
  const copy = (values: Float32Array): Image => {
    const data = floats(size);
    data.set(values);
    return { ...patch, data };
  };
  const flow = begin(copy(patch.data));
  const probe = begin(copy(patch.data.map((value, i) => value + length * direction[i]!)));
  const u = floats(size);
  const moved = floats(size);
  return {
    size,
    time: () => flow.time,
    advance: () => {
      flow.step();
      probe.step();
      flow.solution(u);
      probe.solution(moved);
      let residual = 0;
      let divergence = 0;
      for (let i = 0; i < size; i++) {
        residual += (u[i]! - patch.data[i]!) ** 2;
        divergence += direction[i]! * (moved[i]! - u[i]!);
      }
      return residual + (2 * sigma * sigma * divergence) / length;
    },
  };
}
