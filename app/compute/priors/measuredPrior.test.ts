import { expect, it } from 'vitest';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { moreauDefect } from '../testing/proxTest.ts';
import { normalVector } from '../testing/random.ts';
import { MeasuredPrior } from './measuredPrior.ts';
import { TotalVariation } from './totalVariation.ts';

const blur = new Convolution(5, 4, samplePsf({ kind: 'box', size: 3 }), 'reflect');
const y = normalVector(20, 1);
const variation = new TotalVariation(5, 4, 1, 0.3);
const prior = new MeasuredPrior(blur, y, variation);

it('has the value of its two parts, and the conjugate of both', () => {
  const x = normalVector(20, 2);
  const image = x.slice();
  blur.apply(x, image);
  const misfit = image.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / 2;
  expect(prior.value(x)).toBeCloseTo(misfit + variation.value(x), 4);
  // prox of ½‖z/s − y‖² and, group by group, of the norm.
  const factor = Math.sqrt(8 / blur.normSquared);
  const prox = (z: Float32Array, step: number, out: Float32Array) => {
    for (let i = 0; i < 20; i++) out[i] = (z[i]! + (step / factor) * y[i]!) / (1 + step / factor ** 2);
    for (let i = 20; i < 40; i++) {
      const norm = Math.hypot(z[i]!, z[i + 20]!);
      const keep = Math.max(0, 1 - (0.3 * step) / norm);
      out[i] = keep * z[i]!;
      out[i + 20] = keep * z[i + 20]!;
    }
  };
  const conjugate = (p: Float32Array, step: number, out: Float32Array) => {
    out.set(p);
    prior.conjugateProx(out, step);
  };
  expect(moreauDefect(prox, conjugate, normalVector(60, 3), 0.7)).toBeLessThan(1e-5);
});

it('ascends as operator, step and prox do one after the other', () => {
  const x = normalVector(20, 4);
  const start = normalVector(60, 5);
  const fused = start.slice();
  prior.ascend(x, 0.2, fused);
  const image = new Float32Array(60);
  prior.analysis.apply(x, image);
  const expected = start.map((value, i) => value + 0.2 * image[i]!);
  prior.conjugateProx(expected, 0.2);
  for (let i = 0; i < 60; i++) expect(fused[i]).toBeCloseTo(expected[i]!, 5);
});
