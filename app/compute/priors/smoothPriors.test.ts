import { describe, expect, it } from 'vitest';
import { dot } from '../testing/adjointTest.ts';
import { gradientDefect } from '../testing/gradientTest.ts';
import { normalVector } from '../testing/random.ts';
import type { SmoothPrior } from './prior.ts';
import { SmoothedTotalVariation } from './smoothedTotalVariation.ts';
import { Sobolev } from './sobolev.ts';
import { TotalVariation } from './totalVariation.ts';

const [width, height, channels] = [9, 7, 3];
const size = width * height * channels;
const priors: Record<string, SmoothPrior> = {
  Sobolev: new Sobolev(width, height, 0.7),
  'smoothed total variation': new SmoothedTotalVariation(width, height, channels, 0.7, 0.3),
};

function gradientOf(prior: SmoothPrior, x: Float32Array): Float32Array {
  const out = new Float32Array(x.length);
  prior.gradient(x, out);
  return out;
}

describe.each(Object.entries(priors))('%s', (_name, prior) => {
  it('has the gradient that difference quotients tell of', () => {
    for (const seed of [1, 2, 3])
      expect(
        gradientDefect(
          (x) => prior.value(x),
          (x) => gradientOf(prior, x),
          normalVector(size, seed),
          seed + 10,
        ),
      ).toBeLessThan(2e-3);
  });

  it('has a gradient as Lipschitz as it says', () => {
    // A chequerboard is what the Laplacian magnifies most.
    const pattern = Float32Array.from({ length: size }, (_, i) => {
      const place = i % (width * height);
      return ((place % width) + Math.floor(place / width)) % 2 === 0 ? 1e-3 : -1e-3;
    });
    for (const direction of [pattern, normalVector(size, 4)]) {
      const x = new Float32Array(size);
      const change = gradientOf(prior, direction).map((value, i) => value - gradientOf(prior, x)[i]!);
      expect(dot(change, change)).toBeLessThanOrEqual(prior.lipschitz ** 2 * dot(direction, direction));
    }
  });

  it('does not see constants', () => {
    for (const value of gradientOf(prior, new Float32Array(size).fill(0.4)))
      expect(Math.abs(value)).toBeLessThan(1e-6);
  });
});

describe('Sobolev', () => {
  it('is half the squared height of a step times its length', () => {
    const x = Float32Array.from({ length: 30 }, (_, i) => (i % 6 < 3 ? 0.25 : 1));
    expect(new Sobolev(6, 5, 2).value(x)).toBeCloseTo(2 * 0.5 * 5 * 0.75 ** 2, 5);
  });

  it('adds up over the channels', () => {
    const prior = new Sobolev(4, 3, 1);
    const x = normalVector(24, 2);
    expect(prior.value(x)).toBeCloseTo(prior.value(x.slice(0, 12)) + prior.value(x.slice(12)), 4);
  });
});

describe('smoothed total variation', () => {
  it('tends to the total variation from above', () => {
    const x = normalVector(size, 5);
    const limit = new TotalVariation(width, height, channels, 1).value(x);
    for (const epsilon of [0.1, 0.01, 0.001]) {
      const value = new SmoothedTotalVariation(width, height, channels, 1, epsilon).value(x);
      expect(value).toBeGreaterThan(limit - 1e-3);
      expect(value).toBeLessThan(limit + epsilon * width * height + 1e-3);
    }
  });

  it('has the Hessian that differences of gradients tell of, below the lagged one', () => {
    const prior = new SmoothedTotalVariation(width, height, channels, 1, 0.5);
    const x = normalVector(size, 6);
    const v = normalVector(size, 7);
    const h = 1e-2;
    const [ahead, behind] = [1, -1].map((sign) =>
      gradientOf(
        prior,
        x.map((value, i) => value + sign * h * v[i]!),
      ),
    );
    prior.linearise(x);
    const [exact, lagged] = [new Float32Array(size), new Float32Array(size)];
    prior.hessian(v, exact);
    prior.lagged(v, lagged);
    const scale = Math.sqrt(dot(exact, exact) / size);
    exact.forEach((value, i) => {
      expect(Math.abs((ahead![i]! - behind![i]!) / (2 * h) - value)).toBeLessThan(0.01 * scale);
    });
    expect(dot(v, exact)).toBeGreaterThan(0);
    expect(dot(v, exact)).toBeLessThan(dot(v, lagged));
  });
});
