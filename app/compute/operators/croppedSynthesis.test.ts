import { describe, expect, it } from 'vitest';
import { adjointDefect, dot, linearityDefect } from '../testing/adjointTest.ts';
import { normalVector } from '../testing/random.ts';
import { CroppedSynthesis } from './croppedSynthesis.ts';

describe.each([
  [22, 17, 3],
  [16, 24, 1],
  [13, 2, 1],
])('wavelet synthesis on %i × %i with %i channels', (width, height, channels) => {
  const levels = Math.min(3, Math.floor(Math.log2(Math.min(width, height))));
  const operator = new CroppedSynthesis({ width, height, channels }, 'daubechies4', levels);

  it('is linear, has the exact adjoint and stays below its norm', () => {
    expect(adjointDefect(operator, 1)).toBeLessThan(1e-5);
    expect(linearityDefect(operator, 2)).toBeLessThan(1e-5);
    const c = normalVector(operator.inputSize, 3);
    const image = new Float32Array(operator.outputSize);
    operator.apply(c, image);
    expect(dot(image, image)).toBeLessThanOrEqual(operator.normSquared * dot(c, c));
  });

  it('builds an image of its own coefficients', () => {
    const x = normalVector(operator.outputSize, 4);
    const c = new Float32Array(operator.inputSize);
    const back = new Float32Array(x.length);
    operator.coefficientsOf(x, c);
    operator.apply(c, back);
    for (let i = 0; i < x.length; i++) expect(back[i]).toBeCloseTo(x[i]!, 4);
  });
});
