import { expect, it } from 'vitest';
import { meanSquaredError } from '../metrics/psnr.ts';
import { LaplacianSpectrum } from '../operators/laplacianSpectrum.ts';
import { syntheticPicture, withNoise } from '../testing/random.ts';
import { sobolevStrength } from './sobolevStrength.ts';

it.each([10, 25, 50])('is close to the best strength for noise %i', (noise) => {
  const truth = syntheticPicture(128, 96, 3);
  const noisy = withNoise(truth, noise, 4);
  const errorOf = (strength: number) => {
    const data = new Float32Array(truth.data.length);
    new LaplacianSpectrum(128, 96, 'reflect').solve(noisy.data, 1, strength, data);
    return meanSquaredError({ ...truth, data }, truth);
  };
  const best = Math.min(...Array.from({ length: 60 }, (_, i) => errorOf(0.02 * 1.12 ** i)));
  expect(errorOf(sobolevStrength(noisy, noise))).toBeLessThan(1.01 * best);
});

it('is the least where there is no noise', () => {
  expect(sobolevStrength(syntheticPicture(9, 7, 1), 0)).toBe(1e-3);
});
