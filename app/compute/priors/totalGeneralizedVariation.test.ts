import { describe, expect, it } from 'vitest';
import { SquaredL2 } from '../dataTerms/squaredL2.ts';
import { Leading } from '../dataTerms/leading.ts';
import { TgvAnalysis } from '../operators/tgvAnalysis.ts';
import { ChambollePock } from '../solvers/chambollePock.ts';
import { adjointDefect, dot, linearityDefect } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { TotalGeneralizedVariation } from './totalGeneralizedVariation.ts';
import { TotalVariation } from './totalVariation.ts';

const plane = (width: number, height: number) =>
  Float32Array.from(
    { length: width * height },
    (_, i) => 0.1 + 0.02 * (i % width) - 0.01 * Math.floor(i / width),
  );

/** u with v = ∇u behind it. */
function withSlope(u: Float32Array, width: number, height: number): Float32Array {
  const prior = new TotalVariation(width, height, 1, 1);
  const x = new Float32Array(3 * u.length);
  x.set(u);
  prior.analysis.apply(u, x.subarray(u.length));
  return x;
}

describe.each([
  [7, 5, 3],
  [1, 9, 1],
  [9, 1, 1],
  [2, 2, 1],
  [1, 1, 3],
])('the analysis on %i × %i with %i channels', (width, height, channels) => {
  const operator = new TgvAnalysis(width, height, channels);

  it('is linear and has the exact adjoint', () => {
    expect(adjointDefect(operator, 1)).toBeLessThan(1e-5);
    expect(linearityDefect(operator, 2)).toBeLessThan(1e-5);
  });

  it('stays below its norm bound', () => {
    let x = normalVector(operator.inputSize, 3);
    const image = new Float32Array(operator.outputSize);
    const back = new Float32Array(operator.inputSize);
    for (let k = 0; k < 50; k++) {
      operator.apply(x, image);
      operator.applyAdjoint(image, back);
      const length = Math.sqrt(dot(back, back));
      if (length === 0) return;
      expect(dot(image, image)).toBeLessThanOrEqual(operator.normSquared * dot(x, x) * (1 + 1e-5));
      x = back.map((value) => value / length);
    }
  });
});

describe('total generalised variation', () => {
  it('is 0 for a sloping plane, up to its border, whose total variation is not', () => {
    const u = plane(9, 7);
    expect(new TotalGeneralizedVariation(9, 7, 1, 1).value(withSlope(u, 9, 7))).toBeLessThan(1e-5);
    expect(new TotalVariation(9, 7, 1, 1).value(u)).toBeGreaterThan(1);
  });

  it('ascends as analysis, step and projection do one after the other', () => {
    const prior = new TotalGeneralizedVariation(6, 5, 2, 0.4);
    const x = normalVector(prior.analysis.inputSize, 5);
    const start = normalVector(prior.analysis.outputSize, 6);
    const fused = start.slice();
    prior.ascend(x, 0.25, fused);
    const lifted = new Float32Array(start.length);
    prior.analysis.apply(x, lifted);
    const expected = start.map((value, i) => value + 0.25 * lifted[i]!);
    prior.conjugateProx(expected);
    for (let i = 0; i < fused.length; i++) expect(fused[i]).toBeCloseTo(expected[i]!, 5);
  });

  it('is the supremum of ⟨K x, p⟩ over the dual balls', () => {
    const prior = new TotalGeneralizedVariation(6, 5, 2, 0.7);
    const x = normalVector(prior.analysis.inputSize, 7);
    const lifted = new Float32Array(prior.analysis.outputSize);
    prior.analysis.apply(x, lifted);
    const best = lifted.map((value) => 1e4 * value);
    prior.conjugateProx(best);
    expect(dot(best, lifted) / prior.value(x)).toBeCloseTo(1, 5);
  });

  it('leaves a noiseless ramp alone where total variation flattens it', () => {
    const [width, height] = [16, 12];
    const ramp = plane(width, height);
    const denoise = (tgv: boolean) => {
      const prior = tgv
        ? new TotalGeneralizedVariation(width, height, 1, 0.1)
        : new TotalVariation(width, height, 1, 0.1);
      const start = new Float32Array(prior.analysis.inputSize);
      start.set(ramp);
      const solver = new ChambollePock(prior, new Leading(new SquaredL2(ramp), ramp.length), start, {
        kind: 'adaptive',
        primalStep: 0.3,
      });
      for (let k = 0; k < 1500; k++) solver.step();
      return ramp.reduce((most, value, i) => Math.max(most, Math.abs(value - solver.solution()[i]!)), 0);
    };
    expect(denoise(true)).toBeLessThan(1e-3);
    expect(denoise(false)).toBeGreaterThan(0.01);
  });
});
