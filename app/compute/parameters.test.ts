import { describe, expect, it } from 'vitest';
import { UserFacingError } from './errors.ts';
import {
  autoNumber,
  boolean,
  choice,
  integer,
  number,
  parseParameters,
  parsePsfText,
  psf,
} from './parameters.ts';

const schema = {
  noise: autoNumber({ label: 'Noise', help: '', min: 0, max: 100, unit: 'levels' }),
  strength: number({ label: 'Strength', help: '', min: 0.1, max: 2, default: 1 }),
  iterations: integer({ label: 'Iterations', help: '', min: 1, max: 50, default: 10 }),
  boundary: choice({
    label: 'Border',
    help: '',
    options: [
      { value: 'reflect', label: 'Mirrored' },
      { value: 'periodic', label: 'Periodic' },
    ],
    default: 'reflect',
  }),
  careful: boolean({ label: 'Careful', help: '', default: true }),
  psf: psf({ label: 'Blur', help: '', default: { kind: 'gaussian', sigma: 2 } }),
};

describe('parameters', () => {
  it('take their defaults where nothing is given', () => {
    expect(parseParameters(schema, {})).toEqual({
      noise: 'auto',
      strength: 1,
      iterations: 10,
      boundary: 'reflect',
      careful: true,
      psf: { kind: 'gaussian', sigma: 2 },
    });
  });

  it('are read from the texts of the command line', () => {
    const texts = {
      noise: '12.5',
      iterations: '7',
      boundary: 'periodic',
      careful: 'false',
      psf: 'motion:15,30',
    };
    expect(parseParameters(schema, texts)).toEqual({
      noise: 12.5,
      strength: 1,
      iterations: 7,
      boundary: 'periodic',
      careful: false,
      psf: { kind: 'motion', length: 15, degrees: 30 },
    });
  });

  it.each([
    ['an unknown name', { sharpness: 1 }, /sharpness.*noise, strength/],
    ['a number below its range', { strength: 0 }, /strength: 0 is out of range; give a number from 0.1 to 2/],
    ['a number above its range', { noise: 101 }, /noise: 101 is out of range.*levels, or "auto"/],
    ['no number', { strength: 'strong' }, /"strong" is not a number/],
    ['an empty text', { strength: '' }, /is not a number/],
    ['NaN', { noise: NaN }, /is not a number/],
    ['a fraction of an iteration', { iterations: 2.5 }, /2.5 is not a whole number/],
    ['auto where it means nothing', { strength: 'auto' }, /cannot be chosen automatically/],
    ['an unknown choice', { boundary: 'zero' }, /give one of reflect, periodic/],
    ['neither true nor false', { careful: 'perhaps' }, /neither true nor false/],
    ['no blur', { psf: 'star:3' }, /gaussian:SIGMA/],
  ])('refuse %s, saying what and what to do', (_, given, line) => {
    expect(() => parseParameters(schema, given)).toThrow(UserFacingError);
    expect(() => parseParameters(schema, given)).toThrow(line);
  });
});

it.each(['gaussian:', 'gaussian:-1', 'gaussian:1,2', 'motion:5', 'disk:9999', 'box:NaN', ''])(
  'the text "%s" is no point spread function',
  (text) => expect(() => parsePsfText('psf', text)).toThrow(/is not a point spread function/),
);
