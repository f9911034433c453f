import { describe, expect, it } from 'vitest';
import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import { PulledBack } from '../dataTerms/pulledBack.ts';
import { SmoothSum } from '../dataTerms/smoothSum.ts';
import { plane } from '../image.ts';
import { fft2 } from '../kernels/fft2.ts';
import { Convolution } from '../operators/convolution.ts';
import { Gradient } from '../operators/gradient.ts';
import { samplePsf } from '../operators/psf.ts';
import { transferFunction } from '../operators/transferFunction.ts';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { gradientDefect } from '../testing/gradientTest.ts';
import { proxDefect } from '../testing/proxTest.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { Admm } from './admm.ts';
import { DouglasRachford } from './douglasRachford.ts';
import { HalfQuadratic } from './halfQuadratic.ts';
import { PoissonTvDeconvolution } from './poissonTvDeconvolution.ts';
import { ConjugateGradientStep } from './quadraticStep.ts';

const [width, height] = [24, 18];
const size = width * height;
const psf = samplePsf({ kind: 'motion', length: 5, degrees: 35 });
const transform = fft2(width, height);
const transfer = transferFunction(psf, transform);
const blur = new Convolution(width, height, psf, 'periodic');
const blurOf = (x: Float32Array) => {
  const out = new Float32Array(size);
  blur.apply(x, out);
  return out;
};
const truth = plane(syntheticPicture(width, height, 1), 0);
const y = plane(withNoise({ width, height, channels: 1, data: blurOf(truth) }, 4, 1), 0);

describe('the blur of a periodic plane as a data term', () => {
  const term = new PeriodicBlur(transform, transfer, [y]);
  const x = normalVector(size, 3);
  const slope = (of: { gradient(x: Float32Array, out: Float32Array): void }) => (at: Float32Array) => {
    const out = new Float32Array(at.length);
    of.gradient(at, out);
    return out;
  };

  it('has value, gradient and prox that belong together', () => {
    const misfit = blurOf(x).reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / 2;
    expect(term.value(x) / misfit).toBeCloseTo(1, 4);
    expect(gradientDefect((at) => term.value(at), slope(term), x, 5)).toBeLessThan(1e-3);
    expect(
      proxDefect(
        (at) => term.value(at),
        (at, step, out) => term.prox(at, step, out),
        x,
        0.7,
        6,
      ),
    ).toBeLessThan(1e-3);
  });

  it('has a gradient in sum with a prior and seen through an operator', () => {
    const sum = new SmoothSum(term, new SmoothedTotalVariation(width, height, 1, 0.3, 0.1), size);
    expect(gradientDefect((at) => sum.value(at), slope(sum), x, 7)).toBeLessThan(1e-3);
    const through = new PulledBack(term, blur);
    expect(gradientDefect((at) => through.value(at), slope(through), x, 8)).toBeLessThan(1e-3);
  });
});

describe('splitting for total-variation deblurring', () => {
  const prior = new TotalVariation(width, height, 1, 0.005);
  const objective = (x: Float32Array) =>
    blurOf(x).reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / 2 + prior.value(x);
  const quadratic = () => new ConjugateGradientStep(blur, new Gradient(width, height, 1));
  const admm = (penalty: number, steps: number) => {
    const solver = new Admm(blur, y, prior, quadratic(), y, penalty);
    let last = solver.step();
    for (let k = 1; k < steps; k++) last = solver.step();
    return { x: solver.solution(), ...last };
  };
  const best = admm(0.1, 300);

  it('ADMM finds the minimum from any penalty, as it balances', () => {
    expect(best.criterion).toBeLessThan(1e-3);
    expect(best.objective! / objective(best.x)).toBeCloseTo(1, 4);
    for (const penalty of [1e-3, 10])
      expect(objective(admm(penalty, 300).x) / objective(best.x)).toBeLessThan(1.002);
    for (let seed = 0; seed < 60; seed++) {
      const move = normalVector(size, seed);
      const scale = 10 ** (-1 - (seed % 4));
      expect(objective(best.x.map((v, i) => v + scale * move[i]!))).toBeGreaterThan(
        objective(best.x) * (1 - 1e-5),
      );
    }
  });

  it('half-quadratic splitting comes near it in a few steps, nearer with a larger last penalty', () => {
    const excess = (last: number) => {
      const solver = new HalfQuadratic(blur, y, prior, quadratic(), y, { first: 0.02, last });
      for (let k = 0; k < 60; k++) solver.step();
      return objective(solver.solution()) / objective(best.x) - 1;
    };
    expect(excess(5)).toBeLessThan(0.03);
    expect(excess(5)).toBeLessThan(excess(0.1));
  });

  it('Douglas–Rachford refuses a relaxation of 2', () => {
    const term = { value: () => 0, prox: (x: Float32Array, _: number, out: Float32Array) => out.set(x) };
    expect(() => new DouglasRachford(term, term, y, 1, 2)).toThrow(RangeError);
  });
});

describe('Poisson deconvolution with total variation', () => {
  const weight = 0.01;
  /** KL(y, k ⋆ x) + λ TV on the torus. */
  const objective = (x: Float32Array) => {
    const predicted = blurOf(x);
    let sum = 0;
    for (let i = 0; i < size; i++) {
      const measured = Math.max(0, y[i]!);
      const p = Math.max(1e-6, predicted[i]!);
      sum += p - measured + (measured > 0 ? measured * Math.log(measured / p) : 0);
      const right = i % width === width - 1 ? i + 1 - width : i + 1;
      sum += weight * Math.hypot(x[right]! - x[i]!, x[(i + width) % size]! - x[i]!);
    }
    return sum;
  };

  it('finds the non-negative minimiser: from either contrast the same, and no neighbour is better', () => {
    const solve = (contrast: number) => {
      const solver = new PoissonTvDeconvolution(transform, transfer, [y], weight, contrast);
      for (let k = 0; k < 800; k++) solver.step();
      return solver.x[0]!;
    };
    const [x, other] = [solve(0.05), solve(0.3)];
    for (let i = 0; i < size; i++) {
      expect(x[i]).toBeGreaterThanOrEqual(0);
      expect(x[i]).toBeCloseTo(other[i]!, 2);
    }
    for (let seed = 0; seed < 60; seed++) {
      const move = normalVector(size, seed);
      const scale = 10 ** (-1.5 - (seed % 3));
      const neighbour = x.map((v, i) => Math.max(0, v + scale * move[i]!));
      expect(objective(neighbour)).toBeGreaterThan(objective(x) * (1 - 1e-5));
    }
  });

  it('is not upset by a black or negative measurement', () => {
    const solver = new PoissonTvDeconvolution(
      transform,
      transfer,
      [new Float32Array(size).fill(-0.1)],
      weight,
      0.1,
    );
    for (let k = 0; k < 20; k++) expect(Number.isFinite(solver.step().objective)).toBe(true);
    expect(Math.max(...solver.x[0]!)).toBeLessThan(1e-3);
  });
});
