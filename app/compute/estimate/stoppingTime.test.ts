import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { meanSquaredError } from '../metrics/psnr.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { type Flow, flowStoppingTime, heatStoppingTime } from './stoppingTime.ts';

/** u + step · Δu, by hand. */
function heatStep(u: Image, step: number): Image {
  const { width, height, channels } = u;
  const next = createImage(width, height, channels);
  const inside = (i: number, n: number) => Math.min(n - 1, Math.max(0, i));
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = (dx: number, dy: number) =>
          u.data[(c * height + inside(y + dy, height)) * width + inside(x + dx, width)]!;
        next.data[(c * height + y) * width + x] =
          at(0, 0) + step * (at(1, 0) + at(-1, 0) + at(0, 1) + at(0, -1) - 4 * at(0, 0));
      }
  return next;
}

class HeatFlow implements Flow {
  time = 0;
  private u: Image;
  private readonly size: number;
  constructor(u: Image, size = 0.05) {
    this.u = u;
    this.size = size;
  }
  step(): void {
    this.u = heatStep(this.u, this.size);
    this.time += this.size;
  }
  solution(out: Float32Array): void {
    out.set(this.u.data);
  }
}

describe('the stopping time of the heat flow', () => {
  it.each([
    [8, 1],
    [25, 3],
  ])('at noise %d, with %i channels, has nearly the least error, and foretells it', (noise, channels) => {
    const truth = syntheticPicture(150, 111, channels);
    const noisy = withNoise(truth, noise, 5);
    const { time, risk } = heatStoppingTime(noisy, noise);
    let u = noisy;
    let least = Infinity;
    let atTime = Infinity;
    for (let t = 0.02; t < 3; t += 0.02) {
      u = heatStep(u, 0.02);
      const error = meanSquaredError(u, truth);
      least = Math.min(least, error);
      if (Math.abs(t - time) <= 0.0101) atTime = error;
    }
    expect(atTime).toBeLessThan(1.01 * least);
    expect(risk / least).toBeGreaterThan(0.85);
    expect(risk / least).toBeLessThan(1.15);
  });

  it('is 0 without noise, and long for noise alone', () => {
    const noise = { ...createImage(64, 48, 1), data: normalVector(64 * 48, 3).map((v) => 0.5 + 0.1 * v) };
    expect(heatStoppingTime(noise, 0)).toEqual({ time: 0, risk: 0 });
    expect(heatStoppingTime(noise, 25.5).time).toBeGreaterThan(50);
  });

  it.each([
    [1, 1],
    [1, 7],
    [6, 1],
  ])('is finite on %i × %i', (width, height) => {
    const { time, risk } = heatStoppingTime(createImage(width, height, 3), 10);
    expect(Number.isFinite(time) && Number.isFinite(risk)).toBe(true);
  });
});

describe('the stopping time of any flow', () => {
  it('agrees with the exact one for heat', () => {
    const noisy = withNoise(syntheticPicture(120, 100, 1), 20, 6);
    const exact = heatStoppingTime(noisy, 20);
    const found = flowStoppingTime(noisy, 20, (start) => new HeatFlow(start), 500);
    expect(Math.abs(found.time / exact.time - 1)).toBeLessThan(0.2);
    expect(Math.abs(found.risk / exact.risk - 1)).toBeLessThan(0.1);
  });

  it('looks at patches of a large image, and stays within the steps allowed', () => {
    const noisy = withNoise(syntheticPicture(300, 220, 3), 20, 6);
    const exact = heatStoppingTime(noisy, 20);
    const found = flowStoppingTime(noisy, 20, (start) => new HeatFlow(start), 500);
    expect(Math.abs(found.time / exact.time - 1)).toBeLessThan(0.3);
    expect(flowStoppingTime(noisy, 20, (start) => new HeatFlow(start), 2).time).toBeLessThan(0.11);
    expect(flowStoppingTime(noisy, 0, (start) => new HeatFlow(start), 2)).toEqual({ time: 0, risk: 0 });
  });
});
