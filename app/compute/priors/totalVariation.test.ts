import { describe, expect, it } from 'vitest';
import { normalVector } from '../testing/random.ts';
import { TotalVariation } from './totalVariation.ts';

const [width, height, channels] = [6, 5, 3];
const size = width * height * channels;

describe('total variation', () => {
  it('is the height of a step times its length', () => {
    const x = Float32Array.from({ length: 30 }, (_, i) => (i % 6 < 3 ? 0.25 : 1));
    expect(new TotalVariation(6, 5, 1, 2).value(x)).toBeCloseTo(2 * 5 * 0.75, 5);
  });

  it('couples the channels: the same edge in three costs √3, not 3', () => {
    const x = Float32Array.from({ length: 90 }, (_, i) => (i % 6 < 3 ? 0 : 1));
    expect(new TotalVariation(6, 5, 3, 1).value(x)).toBeCloseTo(5 * Math.sqrt(3), 4);
  });

  it('is the supremum of ⟨∇x, p⟩ over the dual ball', () => {
    const prior = new TotalVariation(width, height, channels, 0.7);
    const x = normalVector(size, 1);
    const gradient = new Float32Array(2 * size);
    prior.analysis.apply(x, gradient);
    const product = (p: Float32Array) => p.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
    for (let seed = 2; seed < 12; seed++) {
      const p = normalVector(2 * size, seed);
      prior.conjugateProx(p);
      expect(product(p)).toBeLessThanOrEqual(prior.value(x) * (1 + 1e-5));
    }
    // Far along the gradient, the projection is where the supremum is reached.
    const best = gradient.map((value) => value * 1e4);
    prior.conjugateProx(best);
    expect(product(best)).toBeCloseTo(prior.value(x), 3);
  });

  it('projects onto the ball as a search over it does', () => {
    const prior = new TotalVariation(1, 1, 1, 0.8);
    for (let seed = 0; seed < 20; seed++) {
      const p = normalVector(2, seed);
      const [px = 0, py = 0] = p;
      let best = { distance: Infinity, x: 0, y: 0 };
      for (let i = 0; i < 720; i++)
        for (let j = 0; j <= 40; j++) {
          const radius = (0.8 * j) / 40;
          const [x, y] = [radius * Math.cos((i * Math.PI) / 360), radius * Math.sin((i * Math.PI) / 360)];
          const distance = Math.hypot(px - x, py - y);
          if (distance < best.distance) best = { distance, x, y };
        }
      prior.conjugateProx(p);
      expect(Math.hypot(px - p[0]!, py - p[1]!)).toBeLessThanOrEqual(best.distance + 1e-6);
      expect(Math.hypot(best.x - p[0]!, best.y - p[1]!)).toBeLessThan(0.05);
    }
  });

  it('obeys Moreau: what projection leaves is the shrinkage of the norm', () => {
    const prior = new TotalVariation(1, 1, 3, 0.9);
    const v = normalVector(6, 3).map((value) => 2 * value);
    const projected = v.slice();
    prior.conjugateProx(projected);
    const norm = Math.hypot(...v);
    v.forEach((value, i) => {
      expect(value - projected[i]!).toBeCloseTo(value * Math.max(0, 1 - 0.9 / norm), 5);
    });
  });

  it('ascends as gradient, step and projection do one after the other', () => {
    const prior = new TotalVariation(width, height, channels, 0.4);
    const x = normalVector(size, 5);
    const start = normalVector(2 * size, 6).map((value) => 0.3 * value);
    const fused = start.slice();
    prior.ascend(x, 0.25, fused);
    const gradient = new Float32Array(2 * size);
    prior.analysis.apply(x, gradient);
    const expected = start.map((value, i) => value + 0.25 * gradient[i]!);
    prior.conjugateProx(expected);
    for (let i = 0; i < fused.length; i++) expect(fused[i]).toBeCloseTo(expected[i]!, 5);
  });
});
