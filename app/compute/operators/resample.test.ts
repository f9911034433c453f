import { describe, expect, it } from 'vitest';
import { createImage } from '../image.ts';
import { normalVector } from '../testing/random.ts';
import { Downsampling } from './downsampling.ts';
import { bicubic, lanczos3, resample, resamplingMatrix } from './resample.ts';

describe('resampling', () => {
  it.each([
    [bicubic, 11, 5],
    [bicubic, 40, 33],
    [lanczos3, 3, 2],
    [lanczos3, 16, 45],
  ])('reproduces constants up to the border (%#)', (kernel, width, height) => {
    const image = createImage(16, 11, 1);
    image.data.fill(0.7);
    for (const value of resample(image, width, height, kernel).data) expect(value).toBeCloseTo(0.7, 6);
  });

  it('reproduces quadratics away from the border with the bicubic kernel', () => {
    const image = createImage(20, 1, 1);
    for (let i = 0; i < 20; i++) image.data[i] = 0.003 * i * i - 0.02 * i + 0.1;
    const large = resample(image, 60, 1, bicubic);
    for (let i = 9; i < 51; i++) {
      const x = (i + 0.5) / 3 - 0.5;
      expect(large.data[i]).toBeCloseTo(0.003 * x * x - 0.02 * x + 0.1, 5);
    }
  });

  it("has the weights of Matlab's imresize", () => {
    // imresize(eye(8), 0.5): an inner row of the antialiased matrix.
    const { start, index, weight } = resamplingMatrix(8, 4, bicubic);
    const row = Array.from(weight.subarray(start[1], start[2])).map((value) => Math.round(value * 1e6) / 1e6);
    // Keys' kernel at ±¼, ±¾, ±1¼, ±1¾, over 2; the first sample lies outside and is folded onto its mirror image.
    expect([...index.subarray(start[1], start[2])]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(row).toEqual(
      [-0.035156 - 0.011719, 0.113281, 0.433594, 0.433594, 0.113281, -0.035156, -0.011719].map(
        (v) => Math.round(v * 1e6) / 1e6,
      ),
    );
  });

  it('is the identity at equal size', () => {
    const image = { ...createImage(9, 7, 2), data: normalVector(126, 3) };
    expect(resample(image, 9, 7, bicubic).data).toEqual(image.data);
  });
});

describe('decimation', () => {
  const coarse = { width: 9, height: 6, channels: 2 };

  it.each([2, 3, 4, 8])('by %i has an exact pseudo-inverse: A A⁺ y = y', (factor) => {
    const operator = new Downsampling(coarse, factor);
    const y = normalVector(operator.outputSize, 4);
    const multiplier = y.slice();
    operator.gramSolver(0)(multiplier);
    const x = new Float32Array(operator.inputSize);
    operator.applyAdjoint(multiplier, x);
    const back = new Float32Array(operator.outputSize);
    operator.apply(x, back);
    for (let i = 0; i < y.length; i++) expect(back[i]).toBeCloseTo(y[i]!, 4);
  });

  it('knows A Aᵀ on the coarse grid', () => {
    const operator = new Downsampling(coarse, 3);
    const y = normalVector(operator.outputSize, 5);
    const lifted = new Float32Array(operator.inputSize);
    const expected = new Float32Array(operator.outputSize);
    operator.applyAdjoint(y, lifted);
    operator.apply(lifted, expected);
    const out = new Float32Array(operator.outputSize);
    operator.applyGram(y, 0.5, out);
    for (let i = 0; i < y.length; i++) expect(out[i]).toBeCloseTo(expected[i]! + 0.5 * y[i]!, 5);
  });

  it('averages a checkerboard away, but where reflection distorts the corners', () => {
    const operator = new Downsampling({ width: 8, height: 8, channels: 1 }, 2);
    const x = Float32Array.from({ length: 256 }, (_, i) => 0.5 + ((i + (i >> 4)) % 2 === 0 ? 0.5 : -0.5));
    const out = new Float32Array(64);
    operator.apply(x, out);
    for (let i = 16; i < 48; i++) expect(out[i]).toBeCloseTo(0.5, 5);
  });
});
