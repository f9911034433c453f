import { describe, expect, it } from 'vitest';
import { createImage, plane, type Image } from '../image.ts';
import type { ParameterValues } from '../parameters.ts';
import { Convolution } from '../operators/convolution.ts';
import { samplePsf } from '../operators/psf.ts';
import type { PsfSpec } from '../parameters.ts';
import { psnr } from '../metrics/psnr.ts';
import { syntheticPicture, withNoise } from '../testing/random.ts';
import { findMethod } from './registry.ts';

const noise = 2.55;

/** A part of a larger blurred scene, as a camera takes it: beyond the border it goes on. */
function photograph(spec: PsfSpec, margin: number) {
  const side = 96;
  const scene = syntheticPicture(side + 2 * margin, side + 2 * margin, 1);
  const blurred = createImage(scene.width, scene.height, 1);
  new Convolution(scene.width, scene.height, samplePsf(spec), 'reflect').apply(
    plane(scene, 0),
    plane(blurred, 0),
  );
  return { truth: inner(scene, margin), image: withNoise(inner(blurred, margin), noise, 5) };
}

function inner(image: Image, margin: number): Image {
  const result = createImage(image.width - 2 * margin, image.height - 2 * margin, 1);
  for (let y = 0; y < result.height; y++) {
    const start = (y + margin) * image.width + margin;
    result.data.set(image.data.subarray(start, start + result.width), y * result.width);
  }
  return result;
}

async function restore(id: string, image: Image, values: ParameterValues) {
  const { bound } = await findMethod(id).bind(values).resolve({ image }, { noise });
  const run = bound.run({ image }, { seed: 0 });
  const objectives: number[] = [];
  for (;;) {
    const step = await run.next();
    if (step.done === true) return { result: step.value, objectives };
    if (step.value.objective !== undefined) objectives.push(step.value.objective);
  }
}

const gaussian: PsfSpec = { kind: 'gaussian', sigma: 2 };
const motion: PsfSpec = { kind: 'motion', length: 15, degrees: 30 };
const disk: PsfSpec = { kind: 'disk', radius: 4 };

describe('deblurring of a known blur with noise of 2.55 levels', () => {
  it.each<[string, PsfSpec, number]>([
    ['wiener-deblur', gaussian, 1.2],
    ['wiener-deblur', motion, 0.8],
    ['wiener-deblur', disk, 1.8],
    ['richardson-lucy', gaussian, 0.9],
    ['richardson-lucy', motion, 0.7],
    ['richardson-lucy', disk, 1],
    ['tv-deblur', gaussian, 2.3],
    ['tv-deblur', motion, 2.5],
    ['tv-deblur', disk, 3.5],
    ['sobolev-deblur', gaussian, 1],
    ['tikhonov-deblur', gaussian, 0.8],
    ['smoothed-tv-deblur', gaussian, 2],
    ['poisson-tv-deblur', gaussian, 1.8],
    ['wavelet-deblur', gaussian, 1],
  ])('%s, %o: improves PSNR by at least %d dB', async (id, psf, least) => {
    for (const margin of [0, 20]) {
      const { truth, image } = photograph(psf, margin);
      const { result } = await restore(id, image, { psf });
      const gain = psnr(truth, result) - psnr(truth, image);
      expect(gain).toBeGreaterThan(least);
    }
  });

  it.each(['richardson-lucy', 'tv-deblur'])('%s: the objective falls', async (id) => {
    const { image } = photograph(motion, 20);
    const { objectives } = await restore(id, image, {
      psf: motion,
      ...(id === 'richardson-lucy' && { strength: 0 }),
    });
    expect(objectives.length).toBeGreaterThan(5);
    for (let k = 2; k < objectives.length; k++)
      expect(objectives[k]).toBeLessThan(objectives[k - 1]! * (1 + 1e-4));
  });

  it('tv-deblur meets the data within the noise', async () => {
    const { image } = photograph(gaussian, 0);
    const bound = findMethod('tv-deblur').bind({ psf: gaussian, noise });
    const { result } = await restore('tv-deblur', image, { psf: gaussian });
    const predicted = bound.forwardModel({ image }).apply(result);
    expect(255 / 10 ** (psnr(image, predicted) / 20) / noise).toBeCloseTo(1, 1);
  });
});

describe('the Wiener filter', () => {
  it('inverts a periodic blur without noise where the spectrum allows', async () => {
    const truth = syntheticPicture(60, 45, 3);
    const psf: PsfSpec = { kind: 'gaussian', sigma: 0.8 };
    const image = createImage(60, 45, 3);
    const blur = new Convolution(60, 45, samplePsf(psf), 'periodic');
    for (let channel = 0; channel < 3; channel++) blur.apply(plane(truth, channel), plane(image, channel));
    const { result } = await restore('wiener-deblur', image, { psf, noise: 0, boundary: 'periodic' });
    expect(psnr(truth, result)).toBeGreaterThan(45);
  });

  it('leaves an image alone whose PSF is one pixel and whose noise is 0', async () => {
    const image = syntheticPicture(31, 17, 1);
    for (const id of ['wiener-deblur', 'richardson-lucy', 'tv-deblur']) {
      const { result } = await restore(id, image, { psf: { kind: 'box', size: 1 }, noise: 0 });
      expect(psnr(image, result)).toBeGreaterThan(50);
    }
  });
});

describe('a choice of solvers', () => {
  it.each<[string, ParameterValues, ParameterValues, number]>([
    ['tv-deblur', { solver: 'admm', iterations: 300 }, { solver: 'primal-dual', iterations: 600 }, 40],
    ['sobolev-deblur', { solver: 'fourier' }, { solver: 'cg', iterations: 200 }, 40],
    ['tikhonov-deblur', { solver: 'fourier' }, { solver: 'cg', iterations: 200 }, 40],
  ])('%s leads to the same picture but for its border', async (id, first, second, least) => {
    const { image } = photograph(gaussian, 20);
    const [a, b] = [
      (await restore(id, image, { psf: gaussian, ...first })).result,
      (await restore(id, image, { psf: gaussian, ...second })).result,
    ];
    expect(psnr(inner(a, 16), inner(b, 16))).toBeGreaterThan(least);
  });
});

describe('every deblurring method', () => {
  it.each(['wiener-deblur', 'richardson-lucy', 'tv-deblur'])(
    '%s refuses a PSF that is none or larger than the image',
    async (id) => {
      const problem = { image: syntheticPicture(20, 12, 1) };
      const refuse = (psf: PsfSpec) =>
        expect(async () => findMethod(id).bind({ psf }).resolve(problem, { noise })).rejects;
      const matrix = (data: number[]): PsfSpec => ({
        kind: 'matrix',
        width: data.length,
        height: 1,
        data,
        name: 'k.json',
      });
      await refuse(matrix([1, -1])).toThrow(/k.json.*sums to zero/);
      await refuse(matrix(new Array<number>(21).fill(1))).toThrow(/larger than the image/);
      await refuse({ kind: 'disk', radius: 6 }).toThrow(/larger than the image/);
    },
  );
});
