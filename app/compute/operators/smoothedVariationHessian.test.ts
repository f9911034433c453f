import { describe, expect, it } from 'vitest';
import { SmoothedTotalVariation } from '../priors/smoothedTotalVariation.ts';
import { dot } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { SmoothedVariationHessian } from './smoothedVariationHessian.ts';

const [width, height, channels] = [9, 7, 3];
const size = width * height * channels;

describe('the Hessian of smoothed total variation', () => {
  const prior = new SmoothedTotalVariation(width, height, channels, 0.7, 0.5);
  const hessian = new SmoothedVariationHessian(prior.analysis, prior.weight, prior.epsilon);
  const x = normalVector(size, 6);
  const v = normalVector(size, 7);
  hessian.moveTo(x);
  const [exact, lagged] = [new Float32Array(size), new Float32Array(size)];
  hessian.apply(v, exact);
  hessian.applyLagged(v, lagged);

  it('is what differences of gradients tell of', () => {
    const h = 1e-2;
    const [ahead, behind] = [1, -1].map((sign) => {
      const out = new Float32Array(size);
      prior.gradient(
        x.map((value, i) => value + sign * h * v[i]!),
        out,
      );
      return out;
    });
    const scale = Math.sqrt(dot(exact, exact) / size);
    exact.forEach((value, i) => {
      expect(Math.abs((ahead![i]! - behind![i]!) / (2 * h) - value)).toBeLessThan(0.01 * scale);
    });
  });

  it('lies between zero and the lagged one', () => {
    expect(dot(v, exact)).toBeGreaterThan(0);
    expect(dot(v, exact)).toBeLessThan(dot(v, lagged));
  });

  it('has the gradient for its lagged product with x', () => {
    const [product, gradient] = [new Float32Array(size), new Float32Array(size)];
    hessian.applyLagged(x, product);
    prior.gradient(x, gradient);
    product.forEach((value, i) => {
      expect(value).toBeCloseTo(gradient[i]!, 5);
    });
  });
});
