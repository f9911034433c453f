import { describe, expect, it } from 'vitest';
import { plane } from '../image.ts';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import { syntheticPicture, withNoise } from '../testing/random.ts';
import { RichardsonLucy } from './richardsonLucy.ts';

const [width, height] = [40, 30];
const operator = new Convolution(
  width,
  height,
  samplePsf({ kind: 'motion', length: 7, degrees: 20 }),
  'reflect',
);
const truth = plane(withNoise(syntheticPicture(width, height, 1), 5, 1), 0);
const blurred = new Float32Array(truth.length);
operator.apply(truth, blurred);

describe('Richardson–Lucy', () => {
  it('decreases the divergence, to near 0 for consistent data', () => {
    const solver = new RichardsonLucy(operator, blurred, 0);
    const objectives = Array.from({ length: 60 }, () => solver.step().objective).filter(
      (objective) => objective !== undefined,
    );
    expect(objectives).toHaveLength(20);
    for (let k = 1; k < objectives.length; k++) expect(objectives[k]).toBeLessThan(objectives[k - 1]! + 1e-6);
    expect(objectives.at(-1)).toBeLessThan(0.03 * objectives[0]!);
  });

  it('stays where the data are met', () => {
    const constant = new Float32Array(width * height).fill(0.3);
    const solver = new RichardsonLucy(operator, constant, 0);
    expect(solver.step().objective).toBeLessThan(1e-6);
    for (const value of solver.x) expect(value).toBeCloseTo(0.3, 5);
  });

  it('copes with black and negative measurements and stays non-negative', () => {
    const dark = blurred.map((value, i) => (i % width < 20 ? 0 : value - 0.3));
    const solver = new RichardsonLucy(operator, dark, 0);
    for (let k = 0; k < 30; k++) expect(Number.isFinite(solver.step().criterion)).toBe(true);
    expect(solver.x.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    const black = new RichardsonLucy(operator, new Float32Array(width * height), 0);
    black.step();
    expect(Math.max(...black.x)).toBeLessThan(1e-4);
  });

  it('leaves differences within the damping alone', () => {
    const noisy = plane(withNoise({ width, height, channels: 1, data: blurred }, 5, 3), 0);
    const roughness = (damping: number) => {
      const solver = new RichardsonLucy(operator, noisy, damping);
      for (let k = 0; k < 40; k++) solver.step();
      return solver.x.reduce((sum, value, i) => sum + (value - truth[i]!) ** 2, 0);
    };
    expect(roughness(15 / 255)).toBeLessThan(0.8 * roughness(0));
  });
});
