import { expect, it } from 'vitest';
import { TranslationInvariantTransform } from '../operators/undecimatedWavelet.ts';
import { proxDefect } from '../testing/proxTest.ts';
import { normalVector } from '../testing/random.ts';
import { DetailSparsity } from './detailSparsity.ts';

it('shrinks details, and leaves the approximation free', () => {
  const size = { width: 4, height: 4, channels: 2 };
  const transform = new TranslationInvariantTransform(size, 'haar', 1, 'periodic');
  const prior = new DetailSparsity(transform.details(), 0.8);
  const c = normalVector(transform.outputSize, 3);
  const value = (x: Float32Array) => prior.value(x);
  expect(proxDefect(value, (x, step, out) => prior.prox(x, step, out), c, 0.7, 2)).toBeLessThan(1e-5);
  const out = new Float32Array(c.length);
  prior.prox(c, 100, out);
  for (let i = 0; i < out.length; i++) expect(out[i]).toBe(i % 64 < 48 ? 0 : c[i]);
});
