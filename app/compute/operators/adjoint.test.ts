import { describe, expect, it } from 'vitest';
import { adjointDefect, linearityDefect } from '../testing/adjointTest.ts';
import { Downsampling } from './downsampling.ts';
import { Gradient } from './gradient.ts';
import type { LinearOperator } from './linearOperator.ts';
import { Masking } from './mask.ts';
import { bicubic, lanczos3, Resampling } from './resample.ts';

const mask = {
  width: 7,
  height: 5,
  data: Uint8Array.from({ length: 35 }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0)),
};
const planes = (width: number, height: number) => ({ width, height, channels: 3 });

const operators: Record<string, LinearOperator> = {
  gradient: new Gradient(7, 5, 3),
  'gradient of a row': new Gradient(9, 1, 1),
  'gradient of a column': new Gradient(1, 9, 1),
  'gradient of a pixel': new Gradient(1, 1, 3),
  mask: new Masking(mask, 3),
  'bicubic enlargement': new Resampling(planes(6, 5), { width: 13, height: 11 }, bicubic),
  'bicubic reduction': new Resampling(planes(13, 11), { width: 4, height: 3 }, bicubic),
  'Lanczos enlargement': new Resampling(planes(6, 1), { width: 17, height: 2 }, lanczos3),
  'Lanczos reduction': new Resampling(planes(16, 11), { width: 5, height: 11 }, lanczos3),
  'decimation by 2': new Downsampling(planes(6, 5), 2),
  'decimation by 3 to a row': new Downsampling(planes(6, 1), 3),
  'decimation by 8 to a pixel': new Downsampling(planes(1, 1), 8),
};

describe.each(Object.entries(operators))('%s', (_name, operator) => {
  it('is linear and has the exact adjoint: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩', () => {
    for (const seed of [1, 5, 9]) {
      expect(adjointDefect(operator, seed)).toBeLessThan(1e-5);
      expect(linearityDefect(operator, seed)).toBeLessThan(1e-5);
    }
  });
});

describe('gradient', () => {
  it('takes forward differences that vanish at the last column and row', () => {
    const out = new Float32Array(8);
    new Gradient(2, 2, 1).apply(Float32Array.of(1, 3, 6, 10), out);
    expect([...out]).toEqual([2, 0, 4, 0, 5, 7, 0, 0]);
  });
});
