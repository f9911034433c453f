import { expect, it } from 'vitest';
import { methods } from './registry.ts';
import { resolveLevel } from './networkLevel.ts';

it('takes the quality from the file, else says what is assumed; a given one stays', () => {
  const estimates = { noise: 3, jpegQuality: 35 };
  expect(resolveLevel('quality', 'auto', estimates)).toMatchObject({ value: 35, chosen: [{ value: 35 }] });
  const [chosen] = resolveLevel('quality', 'auto', { noise: 3 }).chosen;
  expect(chosen?.reason).toContain('does not say');
  expect(resolveLevel('quality', 80, estimates)).toEqual({ value: 80, chosen: [] });
  expect(resolveLevel('noise', 'auto', estimates).value).toBe(3);
});

it('methods name the networks that their values ask for, the best first', () => {
  const networksOf = (id: string, values: Record<string, string | number>): readonly string[] | undefined =>
    methods.find((method) => method.id === id)?.bind(values).networks;
  expect(networksOf('network-upscale', { scale: 3 })).toEqual(['upscaler-x3']);
  expect(networksOf('network-denoise', { effort: 'fast' })).toEqual(['denoiser-fast', 'denoiser']);
  expect(networksOf('network-denoise', {})).toEqual(['denoiser', 'denoiser-fast']);
  expect(networksOf('network-restore', {})).toEqual(['restorer']);
  expect(networksOf('network-restore', { scale: 2 })).toEqual(['restorer-x2']);
  expect(networksOf('tv-denoise', {})).toEqual([]);
});
