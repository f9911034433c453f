import { choice, integer, number } from '../parameters.ts';

/** What tells a recovering method how the picture was measured: the same names as `degrade --measure` prints. */
export const fraction = number({
  label: 'Fraction',
  help: 'How many numbers were measured, as a share of the picture’s pixels.',
  min: 0.001,
  max: 1,
  default: 0.25,
  scale: 'log',
});

export const pattern = choice({
  label: 'Pattern',
  help: 'Which frequencies were measured.',
  options: [
    { value: 'variable', label: 'Denser towards the centre' },
    { value: 'radial', label: 'Radial lines' },
    { value: 'random', label: 'Random' },
  ],
  default: 'variable',
});

export const seed = integer({
  label: 'Seed',
  help: 'Of the random choice by which the measurement was made.',
  min: 0,
  max: 2 ** 32 - 1,
  default: 0,
});

export const noise = number({
  label: 'Noise',
  help: 'Standard deviation of the noise in the measured numbers, on the 0–255 scale.',
  min: 0,
  max: 100,
  default: 0,
  unit: 'levels',
});

export const angles = integer({
  label: 'Angles',
  help: 'How many views were taken, evenly over 180°.',
  min: 1,
  max: 2000,
  default: 30,
});

export const strength = (help: string, standard: number) =>
  number({ label: 'Strength', help, min: 1e-6, max: 1, default: standard, scale: 'log' });

export const iterations = (standard: number) =>
  integer({
    label: 'Iterations',
    help: 'The most iterations to run.',
    min: 1,
    max: 10000,
    default: standard,
    scale: 'log',
  });

export const tolerance = number({
  label: 'Tolerance',
  help: 'Stops when the conditions of the minimum are met so closely, relative to their terms.',
  min: 1e-7,
  max: 0.1,
  default: 1e-4,
  scale: 'log',
});
