import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { meanSquaredError } from '../metrics/psnr.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { RofDual } from '../solvers/rofDual.ts';
import { discrepancyStrength } from './discrepancy.ts';
import { sureStrength } from './sure.ts';
import { type Selection, tvStrength, weakest } from './tvStrength.ts';
import { squaredCorrelation, whitenessStrength } from './whitenessStrength.ts';

const range = { low: 1e-3, high: 1e3, start: 1, factor: 1.6, tolerance: 0.01 };
/** The linear denoiser y / (1 + λ), whose error is known: ‖x‖² λ² / (1 + λ)² + Nσ² / (1 + λ)². */
const shrink = (y: Image, strength: number) => y.data.map((value) => value / (1 + strength));
const shrunkAway = (y: Image, strength: number) => y.data.map((value) => (value * strength) / (1 + strength));

describe('strengths of a denoiser that can be calculated', () => {
  const truth = { ...createImage(200, 150, 1), data: normalVector(30_000, 3).map((value) => 0.2 * value) };
  const noisy = withNoise(truth, 25.5, 4);

  it('by SURE is that of the least error', () => {
    // λ = Nσ² / ‖x‖²
    expect(sureStrength([noisy], 25.5, shrink, range)).toBeCloseTo(0.25, 1);
  });

  it('by discrepancy leaves as much as there is noise', () => {
    const strength = discrepancyStrength([noisy], 25.5, shrunkAway, range);
    const left = shrunkAway(noisy, strength);
    expect(Math.sqrt(left.reduce((sum, value) => sum + value * value, 0) / left.length)).toBeCloseTo(0.1, 3);
  });

  it('by whiteness finds the mixture that is white', () => {
    const smooth = syntheticPicture(200, 150, 1);
    const noise = withNoise(createImage(200, 150, 1), 10, 5);
    // The residual holds (ln λ)² of the picture: none of it at λ = 1.
    const residual = (_: Image, strength: number) =>
      noise.data.map((value, i) => value + Math.log(strength) ** 2 * smooth.data[i]!);
    const found = whitenessStrength([noise], residual, { ...range, start: 4 });
    expect(Math.abs(Math.log(found))).toBeLessThan(0.15);
  });
});

describe('squaredCorrelation', () => {
  it.each([
    [8, 5],
    [11, 8],
  ])('is the sum over next neighbours, wrapped around, for %i × %i', (width, height) => {
    const values = normalVector(width * height, 7);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const at = (x: number, y: number) => values[(y % height) * width + (x % width)]! - mean;
    const correlation = (dx: number, dy: number) => {
      let sum = 0;
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) sum += at(x, y) * at(x + dx, y + dy);
      return sum;
    };
    let expected = -1;
    for (let dy = 0; dy < height; dy++)
      for (let dx = 0; dx < width; dx++)
        if (Math.min(dx, width - dx) <= 1 && Math.min(dy, height - dy) <= 1)
          expected += (correlation(dx, dy) / correlation(0, 0)) ** 2;
    expect(squaredCorrelation({ width, height, channels: 1, data: values })).toBeCloseTo(expected, 4);
  });
});

describe('the strength of total variation', () => {
  it.each<[Selection, number]>([
    ['sure', 1.05],
    ['discrepancy', 1.4],
    ['whiteness', 1.4],
  ])('by %s has nearly the least error', (selection, worse) => {
    const truth = syntheticPicture(128, 96, 1);
    const noisy = withNoise(truth, 25, 6);
    const error = (strength: number) => meanSquaredError({ ...noisy, data: tvOf(noisy, strength) }, truth);
    const best = Math.min(...[0.04, 0.055, 0.075, 0.1, 0.14, 0.2].map(error));
    expect(error(tvStrength(noisy, 25, selection))).toBeLessThan(worse * best);
  });

  it('is next to nothing without noise, whichever way', () => {
    const picture = syntheticPicture(64, 64, 1);
    for (const selection of ['sure', 'discrepancy'] as const)
      expect(tvStrength(picture, 0, selection)).toBe(weakest);
  });

  it.each(['sure', 'discrepancy', 'whiteness'] as const)('by %s exists for any image', (selection) => {
    for (const [width, height] of [
      [1, 1],
      [1, 9],
      [30, 20],
    ] as const) {
      const strength = tvStrength(createImage(width, height, 3), 10, selection);
      expect(strength >= weakest && strength <= 2).toBe(true);
    }
  });
});

function tvOf(y: Image, strength: number): Float32Array {
  const solver = new RofDual(y, strength);
  solver.advance(100);
  const x = new Float32Array(y.data.length);
  solver.solution(x);
  return x;
}
