import { describe, expect, it } from 'vitest';
import { normalVector } from '../testing/random.ts';
import { createComplex, fft, nextSmooth, type Complex } from './fft.ts';
import { fft2 } from './fft2.ts';

function randomComplex(length: number, seed: number): Complex {
  return {
    re: Float64Array.from(normalVector(length, seed)),
    im: Float64Array.from(normalVector(length, seed + 1)),
  };
}

function copy({ re, im }: Complex): Complex {
  return { re: re.slice(), im: im.slice() };
}

function naive(x: Complex, n: number, batch: number, b: number): Complex {
  const out = createComplex(n);
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      const re = x.re[j * batch + b]!;
      const im = x.im[j * batch + b]!;
      out.re[k]! += re * Math.cos(angle) - im * Math.sin(angle);
      out.im[k]! += re * Math.sin(angle) + im * Math.cos(angle);
    }
  return out;
}

const lengths = [1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 20, 30, 45, 60, 64, 75, 120, 7, 11, 14, 37, 97];

describe('fft', () => {
  it.each(lengths)('equals the definition for length %i', (n) => {
    for (const batch of [1, 3]) {
      const x = randomComplex(n * batch, n);
      const actual = fft(n).forward(copy(x), createComplex(n * batch), batch);
      for (let b = 0; b < batch; b++) {
        const expected = naive(x, n, batch, b);
        for (let k = 0; k < n; k++) {
          expect(actual.re[k * batch + b]).toBeCloseTo(expected.re[k]!, 9);
          expect(actual.im[k * batch + b]).toBeCloseTo(expected.im[k]!, 9);
        }
      }
    }
  });

  it.each([1000, 1024, 1080, 1009])('comes back, and keeps energy, for length %i', (n) => {
    const x = randomComplex(n, 5);
    const spectrum = copy(fft(n).forward(copy(x), createComplex(n), 1));
    const energy = ({ re, im }: Complex) => re.reduce((sum, value, i) => sum + value ** 2 + im[i]! ** 2, 0);
    expect(energy(spectrum) / n).toBeCloseTo(energy(x), 6);
    const back = fft(n).inverse(spectrum, createComplex(n), 1);
    for (let i = 0; i < n; i++) {
      expect(back.re[i]! / n).toBeCloseTo(x.re[i]!, 9);
      expect(back.im[i]! / n).toBeCloseTo(x.im[i]!, 9);
    }
  });
});

describe('nextSmooth', () => {
  it('is the least 5-smooth number that is large enough', () => {
    const smooth = (n: number) => {
      for (const prime of [2, 3, 5]) while (n % prime === 0) n /= prime;
      return n === 1;
    };
    for (let n = 1; n < 1200; n++) {
      let expected = n;
      while (!smooth(expected)) expected++;
      expect(nextSmooth(n)).toBe(expected);
    }
  });
});

describe('fft2', () => {
  const sizes = [
    [1, 1],
    [1, 7],
    [8, 1],
    [6, 5],
    [5, 6],
    [9, 15],
    [20, 12],
    [13, 11],
    [33, 50],
  ] as const;

  it.each(sizes)('equals the definition for %i × %i', (width, height) => {
    const x = normalVector(width * height, 3);
    const { re, im } = fft2(width, height).forward(x);
    const columns = Math.floor(width / 2) + 1;
    for (let v = 0; v < height; v++)
      for (let u = 0; u < columns; u++) {
        let er = 0;
        let ei = 0;
        for (let y = 0; y < height; y++)
          for (let i = 0; i < width; i++) {
            const angle = -2 * Math.PI * ((u * i) / width + (v * y) / height);
            er += x[y * width + i]! * Math.cos(angle);
            ei += x[y * width + i]! * Math.sin(angle);
          }
        expect(re[v * columns + u]).toBeCloseTo(er, 3);
        expect(im[v * columns + u]).toBeCloseTo(ei, 3);
      }
  });

  it.each(sizes)('comes back for %i × %i', (width, height) => {
    const x = normalVector(width * height, 4);
    const transform = fft2(width, height);
    const back = transform.inverse(transform.forward(x));
    for (let i = 0; i < x.length; i++) expect(back[i]).toBeCloseTo(x[i]!, 5);
  });

  it('turns circular convolution into multiplication', () => {
    const [width, height] = [12, 9];
    const transform = fft2(width, height);
    const x = normalVector(width * height, 1);
    const k = normalVector(width * height, 2);
    const [fx, fk] = [transform.forward(x), transform.forward(k)];
    const product = transform.createSpectrum();
    for (let i = 0; i < product.re.length; i++) {
      product.re[i] = fx.re[i]! * fk.re[i]! - fx.im[i]! * fk.im[i]!;
      product.im[i] = fx.re[i]! * fk.im[i]! + fx.im[i]! * fk.re[i]!;
    }
    const actual = transform.inverse(product);
    for (let y = 0; y < height; y++)
      for (let i = 0; i < width; i++) {
        let expected = 0;
        for (let v = 0; v < height; v++)
          for (let u = 0; u < width; u++)
            expected +=
              x[((y - v + height) % height) * width + ((i - u + width) % width)]! * k[v * width + u]!;
        expect(actual[y * width + i]).toBeCloseTo(expected, 3);
      }
  });
});
