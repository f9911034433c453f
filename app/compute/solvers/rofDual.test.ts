import { describe, expect, it } from 'vitest';
import { SquaredL2 } from '../dataTerms/squaredL2.ts';
import { createImage, type Image } from '../image.ts';
import { TotalVariation } from '../priors/totalVariation.ts';
import { normal } from '../testing/random.ts';
import { ChambollePock } from './chambollePock.ts';
import { RofDual } from './rofDual.ts';

function noisySquare(width: number, height: number, channels: number): Image {
  const image = createImage(width, height, channels);
  const next = normal(1);
  for (let i = 0; i < image.data.length; i++)
    image.data[i] = (i % width > width / 3 ? 0.8 : 0.2) + 0.1 * next();
  return image;
}

function solve(image: Image, weight: number, steps: number): { x: Float32Array; solver: RofDual } {
  const solver = new RofDual(image, weight);
  for (let i = 0; i < steps; i++) solver.step();
  const x = new Float32Array(image.data.length);
  solver.solution(x);
  return { x, solver };
}

const distance = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));

describe('ROF by its dual', () => {
  const image = noisySquare(24, 17, 3);

  it('reports objective and bound that belong to its solution, and closes the gap', () => {
    const { x, solver } = solve(image, 0.12, 600);
    const { primal, dual, relative } = solver.gap();
    const value = new SquaredL2(image.data).value(x) + new TotalVariation(24, 17, 3, 0.12).value(x);
    expect(primal).toBeCloseTo(value, 4);
    expect(dual).toBeLessThanOrEqual(primal);
    expect(relative).toBeLessThan(1e-5);
  });

  it('bounds the distance to the solution by the gap at every iteration', () => {
    const { x: accurate } = solve(image, 0.12, 3000);
    for (const steps of [1, 3, 10, 30, 100]) {
      const { x, solver } = solve(image, 0.12, steps);
      const { primal, dual } = solver.gap();
      expect(distance(x, accurate) ** 2 / 2).toBeLessThanOrEqual(primal - dual + 1e-5);
    }
  });

  it('agrees with the primal-dual method of Chambolle and Pock', () => {
    const { x } = solve(image, 0.12, 1500);
    const prior = new TotalVariation(24, 17, 3, 0.12);
    const other = new ChambollePock(prior, new SquaredL2(image.data), image.data, {
      kind: 'fixed',
      primalStep: 0.3,
    });
    for (let i = 0; i < 1500; i++) other.step();
    expect(distance(x, other.solution()) / Math.sqrt(x.length)).toBeLessThan(1e-4);
  });

  it('lowers a step in one dimension by λ / length on each side, exactly', () => {
    // ROF of a step a | b with n and m samples: a + λ/n, b − λ/m.
    const row = createImage(30, 1, 1);
    row.data.fill(0.2, 0, 10);
    row.data.fill(0.9, 10);
    const { x } = solve(row, 0.5, 4000);
    for (let i = 0; i < 10; i++) expect(x[i]).toBeCloseTo(0.2 + 0.5 / 10, 4);
    for (let i = 10; i < 30; i++) expect(x[i]).toBeCloseTo(0.9 - 0.5 / 20, 4);
  });

  it('lowers a disk by about 2λ / radius', () => {
    const [side, radius, weight] = [97, 20, 1];
    const disk = createImage(side, side, 1);
    for (let i = 0; i < side * side; i++)
      disk.data[i] = Math.hypot((i % side) - 48, Math.floor(i / side) - 48) <= radius ? 1 : 0;
    const { x } = solve(disk, weight, 1000);
    // Forward differences measure a curved edge about a tenth too long.
    expect((1 - x[48 * side + 48]!) / ((2 * weight) / radius)).toBeGreaterThan(0.95);
    expect((1 - x[48 * side + 48]!) / ((2 * weight) / radius)).toBeLessThan(1.15);
  });

  it('leaves a constant alone, with gap 0, and keeps every channel’s mean', () => {
    const constant = createImage(5, 1, 1);
    constant.data.fill(0.4);
    const { x, solver } = solve(constant, 0.3, 5);
    expect(x).toEqual(constant.data);
    expect(solver.gap().relative).toBe(0);
    const mean = (data: Float32Array) => data.subarray(0, 24 * 17).reduce((a, b) => a + b, 0) / (24 * 17);
    expect(mean(solve(image, 0.2, 50).x)).toBeCloseTo(mean(image.data), 5);
  });
});
