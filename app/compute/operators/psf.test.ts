import { describe, expect, it } from 'vitest';
import { UserFacingError } from '../errors.ts';
import type { PsfSpec } from '../parameters.ts';
import { checkPsfFits, isMirrored, originOf, samplePsf, type Psf } from './psf.ts';

/** Mean and variance of the light along x and y, relative to the origin. */
function moments(psf: Psf) {
  const origin = originOf(psf);
  let [mx, my, xx, yy, xy] = [0, 0, 0, 0, 0];
  psf.data.forEach((value, i) => {
    const x = (i % psf.width) - origin.x;
    const y = Math.floor(i / psf.width) - origin.y;
    mx += value * x;
    my += value * y;
    xx += value * x * x;
    yy += value * y * y;
    xy += value * x * y;
  });
  return { mx, my, xx, yy, xy };
}

const specs: PsfSpec[] = [
  { kind: 'gaussian', sigma: 0.3 },
  { kind: 'gaussian', sigma: 2 },
  { kind: 'disk', radius: 0.1 },
  { kind: 'disk', radius: 4.5 },
  { kind: 'motion', length: 1, degrees: 0 },
  { kind: 'motion', length: 15, degrees: 30 },
  { kind: 'motion', length: 9, degrees: -200 },
  { kind: 'box', size: 0.5 },
  { kind: 'box', size: 5 },
  { kind: 'box', size: 4.6 },
];

describe('samplePsf', () => {
  it.each(specs)('sums to 1, has no negative weight and is centred: %o', (spec) => {
    const psf = samplePsf(spec);
    expect(psf.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...psf.data)).toBeGreaterThanOrEqual(0);
    expect([psf.width % 2, psf.height % 2]).toEqual([1, 1]);
    const { mx, my } = moments(psf);
    expect([mx, my].map((value) => Math.abs(value) < 1e-6)).toEqual([true, true]);
  });

  it('has the variance of a Gaussian, a disk and a box', () => {
    expect(moments(samplePsf({ kind: 'gaussian', sigma: 2 })).xx).toBeCloseTo(4, 1);
    // r²/4, and 1/12 of the pixels' own size.
    expect(moments(samplePsf({ kind: 'disk', radius: 5 })).yy).toBeCloseTo(25 / 4 + 1 / 12, 1);
    expect(moments(samplePsf({ kind: 'box', size: 7 })).xx).toBeCloseTo((49 - 1) / 12, 10);
  });

  it('is a row of equal weights for horizontal motion', () => {
    const psf = samplePsf({ kind: 'motion', length: 5, degrees: 0 });
    expect([psf.width, psf.height]).toEqual([5, 1]);
    for (const value of psf.data) expect(value).toBeCloseTo(0.2, 12);
    const upright = samplePsf({ kind: 'motion', length: 5, degrees: 90 });
    expect([upright.width, upright.height]).toEqual([1, 5]);
  });

  it('turns motion counter-clockwise with y down', () => {
    const { xy, xx, yy } = moments(samplePsf({ kind: 'motion', length: 21, degrees: 30 }));
    expect(xy).toBeLessThan(0);
    expect((0.5 * Math.atan2(-2 * xy, xx - yy) * 180) / Math.PI).toBeCloseTo(30, 0);
  });

  it('lets a box of fractional size reach into its neighbours by what is left', () => {
    const psf = samplePsf({ kind: 'box', size: 2 });
    expect([...psf.data.subarray(3, 6)]).toEqual([0.125, 0.25, 0.125]);
  });

  it('moves the image of an even-sized matrix by half a pixel', () => {
    const psf = samplePsf({ kind: 'matrix', width: 2, height: 1, data: [3, 3], name: 'two' });
    expect(moments(psf).mx).toBeCloseTo(-0.5, 12);
  });

  const matrix = (data: number[], width = data.length, height = 1): PsfSpec => ({
    kind: 'matrix',
    width,
    height,
    data,
    name: 'kernel.json',
  });

  it.each<[string, PsfSpec, RegExp]>([
    ['zero sum', matrix([1, -1]), /kernel.json: .*sums to zero/],
    ['negative sum', matrix([1, -3]), /negative sum/],
    ['no number', matrix([1, NaN]), /not finite/],
    ['missing numbers', matrix([1, 2], 3), /has 2/],
    ['too large', matrix(new Array<number>(1002).fill(1)), /1002 × 1/],
    ['negative sigma', { kind: 'gaussian', sigma: -1 }, /out of range/],
    ['infinite radius', { kind: 'disk', radius: Infinity }, /out of range/],
    ['no direction', { kind: 'motion', length: 3, degrees: NaN }, /not an angle/],
  ])('refuses: %s', (_name, spec, message) => {
    expect(() => samplePsf(spec)).toThrow(UserFacingError);
    expect(() => samplePsf(spec)).toThrow(message);
  });

  it('knows which are their own mirror images', () => {
    expect(isMirrored(samplePsf({ kind: 'disk', radius: 4.5 }))).toBe(true);
    expect(isMirrored(samplePsf({ kind: 'motion', length: 9, degrees: 90 }))).toBe(true);
    expect(isMirrored(samplePsf({ kind: 'motion', length: 9, degrees: 30 }))).toBe(false);
    expect(isMirrored(samplePsf(matrix([1, 1])))).toBe(false);
  });

  it('is refused where it is larger than the image', () => {
    const psf = samplePsf({ kind: 'motion', length: 15, degrees: 0 });
    expect(() => checkPsfFits(psf, { width: 15, height: 1 })).not.toThrow();
    expect(() => checkPsfFits(psf, { width: 14, height: 99 })).toThrow(/15 × 1.*14 × 99/);
  });
});
