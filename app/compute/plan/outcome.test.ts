import { expect, it } from 'vitest';
import { tellOutcome, type StepOutcome } from './outcome.ts';

const denoised: StepOutcome = {
  task: 'denoise',
  title: 'Fast denoiser',
  residual: { rms: 9.8, sigmas: 0.98, colour: 0.02, colouring: 'white' },
  invented: 0,
  changedOutsideMask: null,
};

it('says of nothing done that nothing changed', () => {
  expect(tellOutcome([], null)).toEqual(['The photo is unchanged, bit for bit.']);
});

it('tells what each step took, how that looks, what changed in all, and that nothing was invented', () => {
  expect(tellOutcome([denoised], 9.83)).toEqual([
    'Fast denoiser took out 9.8 of 255, 0.98 times the noise; it looks like noise alone.',
    'In all, the photo changed by 9.8 of 255 (root mean square).',
    'Nothing was invented.',
  ]);
});

it('warns of a residual that is not like noise, and says who invented how much', () => {
  const residual = { rms: 12, sigmas: null, colour: 0.5, colouring: 'coloured' } as const;
  const deblurred = {
    ...denoised,
    task: 'deblur' as const,
    title: 'Total variation',
    invented: 2.34,
    residual,
  };
  const told = tellOutcome([denoised, deblurred], null).join(' ');
  expect(told).toContain('differs from the photo by 12.0 of 255; it is not like noise');
  expect(told).toContain('2.3 of 255 by Total variation');
  expect(told).not.toContain('Nothing was invented');
  expect(told).not.toContain('In all');
});
