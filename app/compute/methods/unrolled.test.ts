import { describe, expect, it } from 'vitest';
import { DecimatedBlur } from '../dataTerms/decimatedBlur.ts';
import { createImage, plane, type Image } from '../image.ts';
import { psnr } from '../metrics/psnr.ts';
import { BlurDecimation } from '../operators/blurDecimation.ts';
import { binnedPsf, samplePsf } from '../operators/psf.ts';
import type { ParameterValues } from '../parameters.ts';
import { normalVector, syntheticPicture, withNoise } from '../testing/random.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { smoothingDenoiser } from '../testing/smoothingDenoiser.ts';
import { findMethod } from './registry.ts';

const network = smoothingDenoiser();
const motion = 'motion:9,30';

async function run(id: string, image: Image, values: ParameterValues, given = network): Promise<Image> {
  const { bound } = await findMethod(id).bind(values).resolve({ image }, { noise: 2 });
  return (await runToEnd(bound.run({ image }, { seed: 0, network: given }))).result;
}

const worst = (a: Image, b: Image) =>
  a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);

function inner(image: Image, margin: number): Image {
  const result = createImage(image.width - 2 * margin, image.height - 2 * margin, 1);
  for (let y = 0; y < result.height; y++)
    for (let x = 0; x < result.width; x++)
      result.data[y * result.width + x] = image.data[(y + margin) * image.width + x + margin]!;
  return result;
}

describe('unrolled methods', () => {
  it('with the steps of DPIR’s schedule deblur as plug and play does', async () => {
    const image = withNoise(syntheticPicture(40, 31, 3), 3, 1);
    for (const noise of [0, 3]) {
      const values = { psf: motion, noise };
      const unrolled = await run('unrolled-deblur', image, values);
      const pnp = await run('pnp-deblur', image, { ...values, iterations: 3 });
      expect(worst(unrolled, pnp)).toBeLessThan(1e-5);
    }
  });

  it('tell the network what its steps say of noise and scale', async () => {
    const told: number[] = [];
    const listening = {
      ...network,
      steps: [{ level: [Math.log(8), 1, -2], weight: [0, 0, 0] }] as const,
      run: (image: Image, level = 0) => {
        told.push(level);
        return network.run(image, level);
      },
    };
    const image = syntheticPicture(12, 9, 3);
    await run('unrolled-deblur', image, { noise: 3, psf: 'box:3' }, listening);
    await run('unrolled-upscale', image, { noise: 3, scale: 4 }, listening);
    expect(told[0]).toBeCloseTo(24, 4);
    expect(told[1]).toBeCloseTo(1.5, 4);
  });

  it.each(['unrolled-deblur', 'unrolled-upscale'])('%s refuses a network without steps', async (id) => {
    const other = { ...network, steps: [] };
    await expect(run(id, syntheticPicture(24, 24, 1), {}, other)).rejects.toThrow(/in which steps/);
  });
});

describe('enlarging what was blurred and decimated', () => {
  const spec = { kind: 'motion', length: 7, degrees: 30 } as const;
  const psf = samplePsf(spec);

  it.each([2, 3, 4])('solves the data step exactly, by %d', (factor) => {
    const operator = new BlurDecimation(6, 5, psf, factor);
    const y = normalVector(2 * operator.outputSize, 1);
    const z = normalVector(2 * operator.inputSize, 2);
    const x = new Float32Array(z.length);
    new DecimatedBlur(operator, y).prox(z, 50, x);
    for (const channel of [0, 1]) {
      const size = operator.inputSize;
      const part = x.subarray(channel * size, (channel + 1) * size);
      const residual = new Float32Array(operator.outputSize);
      operator.apply(part, residual);
      const gradient = new Float32Array(size);
      operator.applyAdjoint(
        residual.map((value, i) => value - y[channel * residual.length + i]!),
        gradient,
      );
      part.forEach((value, i) =>
        expect(50 * gradient[i]! + value - z[channel * size + i]!).toBeCloseTo(0, 3),
      );
    }
  });

  it('gathers a PSF’s light on the coarse grid', () => {
    const coarse = binnedPsf(psf, 3);
    expect(coarse.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    expect([coarse.width, coarse.height]).toEqual([3, 3]);
    expect(coarse.data[4]).toBeGreaterThan(0.4);
    expect([...binnedPsf(psf, 1).data].filter((value) => value > 0)).toEqual(
      [...psf.data].filter((value) => value > 0),
    );
  });

  it.each([2, 3])('knows its forward model and what it determines, by %d', (scale) => {
    const picture = syntheticPicture(20 * scale, 16 * scale, 1);
    const values = { scale, psf: spec, reduction: 'blur', boundary: 'periodic', noise: 0 };
    const problem = { image: createImage(20, 16, 1) };
    const model = findMethod('unrolled-upscale').bind(values).forwardModel(problem);
    const operator = new BlurDecimation(20, 16, psf, scale);
    const expected = createImage(20, 16, 1);
    operator.apply(picture.data, expected.data);
    const y = model.apply(picture);
    expect(worst(y, expected)).toBeLessThan(1e-5);
    const projected = model.projectOnRange!(picture);
    expect(worst(model.apply(projected), y)).toBeLessThan(1e-3);
    expect(worst(model.projectOnRange!(projected), projected)).toBeLessThan(1e-3);
  });

  it('beats interpolation, and does not ring at borders behind which the scene goes on', async () => {
    const scale = 2;
    const [side, margin] = [96, 16];
    const scene = syntheticPicture(side + 2 * margin, side + 2 * margin, 1);
    const small = createImage(scene.width / scale, scene.height / scale, 1);
    new BlurDecimation(small.width, small.height, psf, scale).apply(scene.data, small.data);
    const truth = inner(scene, margin);
    const image = withNoise(inner(small, margin / scale), 1, 3);
    const values = { scale, psf: spec, reduction: 'blur', noise: 1 };
    const result = await run('unrolled-upscale', image, values);
    const bicubic = await run('bicubic-upscale', image, { scale });
    expect(psnr(result, truth)).toBeGreaterThan(psnr(bicubic, truth) + 1);
    const error = { ...result, data: result.data.map((value, i) => value - truth.data[i]!) };
    const meanSquare = ({ data }: Image) => data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(meanSquare(error)).toBeLessThan(2 * meanSquare(inner(error, 12)));
    expect(plane(result, 0)).toHaveLength(side * side);
  });
});
