import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';

function picture(change: (value: number, i: number) => number = (value) => value): Image {
  const image = createImage(20, 17, 3);
  image.data.forEach((_, i) => (image.data[i] = change(0.5 + 0.3 * Math.sin(i * 0.37), i)));
  return image;
}

describe('PSNR', () => {
  it('of a uniform difference of 0.1 is 20 dB', () => {
    expect(
      psnr(
        picture(),
        picture((value) => value + 0.1),
      ),
    ).toBeCloseTo(20, 4);
  });

  it('of an image with itself is infinite', () => {
    expect(psnr(picture(), picture())).toBe(Infinity);
  });
});

describe('SSIM', () => {
  it('of an image with itself is 1', () => {
    expect(ssim(picture(), picture())).toBeCloseTo(1, 12);
  });

  it('of two constants is the luminance term alone', () => {
    const flat = (value: number) => picture(() => value);
    const expected = (2 * 0.2 * 0.6 + 1e-4) / (0.2 ** 2 + 0.6 ** 2 + 1e-4);
    expect(ssim(flat(0.2), flat(0.6))).toBeCloseTo(expected, 5);
  });

  it('agrees with the definition, summed window by window', () => {
    const [a, b] = [picture(), picture((value, i) => value + 0.2 * Math.cos(i * 1.7))];
    expect(ssim(a, b)).toBeCloseTo(byDefinition(a, b), 10);
    expect(ssim(a, b)).toBe(ssim(b, a));
  });

  it('asks for more than its window', () => {
    expect(() => ssim(createImage(10, 40, 1), createImage(10, 40, 1))).toThrow(/smaller than the window/);
  });
});

function byDefinition(a: Image, b: Image): number {
  const { width, height, channels } = a;
  let [sum, count] = [0, 0];
  for (let channel = 0; channel < channels; channel++)
    for (let top = 0; top + 11 <= height; top++)
      for (let left = 0; left + 11 <= width; left++) {
        const at = (x: number, y: number) => (channel * height + top + y) * width + left + x;
        sum += ofWindow(
          (x, y) => a.data[at(x, y)]!,
          (x, y) => b.data[at(x, y)]!,
        );
        count++;
      }
  return sum / count;
}

type Values = (x: number, y: number) => number;

function ofWindow(a: Values, b: Values): number {
  const weight = (x: number, y: number) => Math.exp(-((x - 5) ** 2 + (y - 5) ** 2) / 4.5);
  const mean = (values: Values) => {
    let [sum, total] = [0, 0];
    for (let y = 0; y < 11; y++)
      for (let x = 0; x < 11; x++) {
        sum += weight(x, y) * values(x, y);
        total += weight(x, y);
      }
    return sum / total;
  };
  const [p, q] = [mean(a), mean(b)];
  const covariance = (f: Values, g: Values, mf: number, mg: number) =>
    mean((x, y) => (f(x, y) - mf) * (g(x, y) - mg));
  const [c1, c2] = [1e-4, 9e-4];
  const numerator = (2 * p * q + c1) * (2 * covariance(a, b, p, q) + c2);
  return numerator / ((p * p + q * q + c1) * (covariance(a, a, p, p) + covariance(b, b, q, q) + c2));
}
