import { describe, expect, it } from 'vitest';
import { dot } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { dct2 } from './dct2.ts';

const sizes = [
  [1, 1],
  [1, 7],
  [8, 1],
  [2, 2],
  [6, 5],
  [5, 6],
  [9, 15],
  [13, 11],
  [20, 12],
] as const;

function naive(x: Float32Array, width: number, height: number): Float32Array {
  const scale = (k: number, n: number) => Math.sqrt((k === 0 ? 1 : 2) / n);
  return x.map((_, at) => {
    const [u, v] = [at % width, Math.floor(at / width)];
    let sum = 0;
    for (let j = 0; j < height; j++)
      for (let i = 0; i < width; i++)
        sum +=
          x[j * width + i]! *
          Math.cos((Math.PI * u * (2 * i + 1)) / (2 * width)) *
          Math.cos((Math.PI * v * (2 * j + 1)) / (2 * height));
    return scale(u, width) * scale(v, height) * sum;
  });
}

describe('dct2', () => {
  it.each(sizes)('equals the definition, comes back and keeps the norm for %i × %i', (width, height) => {
    const x = normalVector(width * height, 3);
    const out = new Float32Array(x.length);
    const transform = dct2(width, height);
    transform.forward(x, out);
    naive(x, width, height).forEach((value, i) => expect(out[i]).toBeCloseTo(value, 5));
    expect(dot(out, out)).toBeCloseTo(dot(x, x), 3);
    transform.inverse(out, out);
    for (let i = 0; i < x.length; i++) expect(out[i]).toBeCloseTo(x[i]!, 5);
  });
});
