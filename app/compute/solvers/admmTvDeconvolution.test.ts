import { describe, expect, it } from 'vitest';
import { plane } from '../image.ts';
import { fft2 } from '../kernels/fft2.ts';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { transferFunction } from '../operators/transferFunction.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { AdmmTvDeconvolution } from './admmTvDeconvolution.ts';

const [width, height, channels] = [27, 20, 2];
const size = width * height;
const psf = samplePsf({ kind: 'motion', length: 5, degrees: 35 });
const weight = 0.01;

const blur = new Convolution(width, height, psf, 'periodic');
const picture = withNoise(syntheticPicture(width, height, channels), 8, 2);
const measured = Array.from({ length: channels }, (_, channel) => {
  const out = new Float32Array(size);
  blur.apply(plane(picture, channel), out);
  return out;
});

/** ½‖k ⋆ x − y‖² + λ Σ |∇x|, written out. */
function objective(x: readonly Float32Array[]): number {
  let misfit = 0;
  const squared = new Float64Array(size);
  for (const [channel, values] of x.entries()) {
    const out = new Float32Array(size);
    blur.apply(values, out);
    for (let i = 0; i < size; i++) {
      misfit += (out[i]! - measured[channel]![i]!) ** 2;
      const right = i % width === width - 1 ? i + 1 - width : i + 1;
      const below = (i + width) % size;
      squared[i]! += (values[right]! - values[i]!) ** 2 + (values[below]! - values[i]!) ** 2;
    }
  }
  return misfit / 2 + weight * squared.reduce((sum, value) => sum + Math.sqrt(value), 0);
}

function solve(contrast: number, iterations: number) {
  const transform = fft2(width, height);
  const solver = new AdmmTvDeconvolution(
    transform,
    transferFunction(psf, transform),
    measured,
    weight,
    contrast,
  );
  let last = { objective: Infinity, change: Infinity };
  for (let k = 0; k < iterations; k++) {
    const { objective = NaN, criterion = NaN } = solver.step();
    last = { objective, change: criterion };
  }
  return { x: solver.x, ...last };
}

describe('ADMM for total-variation deconvolution', () => {
  it('reports the objective of its estimate', () => {
    for (const iterations of [1, 5]) {
      const result = solve(0.05, iterations);
      expect(result.objective / objective(result.x)).toBeCloseTo(1, 4);
    }
  });

  it('finds the minimiser: from any penalty the same, and no neighbour is better', () => {
    const result = solve(0.05, 500);
    const other = solve(0.3, 500);
    expect(result.change).toBeLessThan(1e-5);
    for (let channel = 0; channel < channels; channel++)
      for (let i = 0; i < size; i++) expect(result.x[channel]![i]).toBeCloseTo(other.x[channel]![i]!, 2);
    for (let trial = 0; trial < 100; trial++) {
      const scale = 10 ** (-1 - (trial % 4));
      const neighbour = result.x.map((values, channel) => {
        const direction = normalVector(size, trial * channels + channel);
        return values.map((value, i) => value + scale * direction[i]!);
      });
      expect(objective(neighbour)).toBeGreaterThan(result.objective * (1 - 1e-5));
    }
    const smoother = result.x.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / size;
      return values.map((value) => 0.999 * value + 0.001 * mean);
    });
    expect(objective(smoother)).toBeGreaterThan(result.objective * (1 - 1e-6));
  });
});
