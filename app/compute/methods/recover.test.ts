import { describe, expect, it } from 'vitest';
import { createImage, plane, type Image } from '../image.ts';
import type { Method } from '../method.ts';
import { psnr } from '../metrics/psnr.ts';
import { Convolution } from '../operators/convolution.ts';
import { measurementOf, type MeasurementSpec } from '../operators/measurement.ts';
import { samplePsf } from '../operators/psf.ts';
import type { ParameterValues } from '../parameters.ts';
import { syntheticPicture, withNoise } from '../testing/random.ts';
import { runToEnd } from '../testing/runToEnd.ts';
import { compressedSensing } from './compressedSensing.ts';
import { filteredBackProjection } from './filteredBackProjection.ts';
import { mriRecover } from './mriRecover.ts';
import { sparseSpikes } from './sparseSpikes.ts';
import { tomographyRecover } from './tomographyRecover.ts';
import { zeroFilling } from './zeroFilling.ts';

const picture = syntheticPicture(64, 64, 1);

function measure(image: Image, spec: MeasurementSpec): Image {
  const y = createImage(image.width, image.height, image.channels);
  const { operator } = measurementOf(spec, image.width, image.height);
  for (let channel = 0; channel < image.channels; channel++)
    operator.apply(plane(image, channel), plane(y, channel));
  return y;
}

async function recover(method: Method, image: Image, values: ParameterValues): Promise<Image> {
  return (await runToEnd(method.bind(values).run({ image }, { seed: 0 }))).result;
}

const quality = (image: Image) => psnr(picture, image);

describe('MRI', () => {
  const sampling = { pattern: 'variable', fraction: 0.3, seed: 5 } as const;
  const y = measure(picture, { kind: 'fourier', ...sampling });

  it.each([
    ['variation', 12],
    ['wavelets', 1],
    ['cosines', 0.4],
  ])('is recovered by %s better than by zero filling, by %f dB', async (prior, gain) => {
    const filled = quality(await recover(zeroFilling, y, sampling));
    const recovered = quality(await recover(mriRecover, y, { ...sampling, prior }));
    expect(recovered).toBeGreaterThan(filled + gain);
  });

  it('recovers what is piecewise constant all but exactly (Candès, Romberg and Tao 2006)', async () => {
    const steps = createImage(32, 32, 1);
    steps.data.forEach((_, i) => {
      const [x, y] = [i % 32, Math.floor(i / 32)];
      steps.data[i] = Math.hypot(x - 12, y - 14) < 7 ? 0.8 : x > 22 && y > 20 ? 0.5 : 0.2;
    });
    const measured = measure(steps, { kind: 'fourier', ...sampling });
    const values = { ...sampling, strength: 1e-4, iterations: 400 };
    expect(psnr(steps, await recover(mriRecover, measured, values))).toBeGreaterThan(50);
  });

  it('knows what its measurement determines', () => {
    const model = mriRecover.bind(sampling).forwardModel({ image: y });
    const projected = model.projectOnRange?.(picture) ?? picture;
    const [of, ofProjected] = [model.apply(picture).data, model.apply(projected).data];
    of.forEach((value, i) => expect(ofProjected[i]).toBeCloseTo(value, 4));
    expect(psnr(projected, picture)).toBeLessThan(40);
  });
});

describe('tomography', () => {
  const y = measure(picture, { kind: 'tomography', angles: 20 });

  it('is recovered better by total variation than by filtered back projection', async () => {
    const filtered = quality(await recover(filteredBackProjection, y, { angles: 20 }));
    expect(filtered).toBeGreaterThan(25);
    const recovered = await recover(tomographyRecover, y, { angles: 20, iterations: 100 });
    expect(quality(recovered)).toBeGreaterThan(filtered + 8);
  });

  it('refuses more views than the picture has rows', async () => {
    await expect(recover(tomographyRecover, y, { angles: 65 })).rejects.toThrow(/at most 64/);
  });
});

describe('compressed sensing', () => {
  it('finds a picture that is sparse in cosines from half as many sums as pixels', async () => {
    const sparse = createImage(16, 16, 1);
    const waves = [
      [0, 0, 0.5],
      [2, 1, 0.2],
      [5, 3, 0.15],
      [1, 7, -0.1],
    ] as const;
    for (const [u, v, size] of waves)
      sparse.data.forEach((value, i) => {
        const [x, y] = [i % 16, Math.floor(i / 16)];
        sparse.data[i] =
          value + size * Math.cos((Math.PI * u * (x + 0.5)) / 16) * Math.cos((Math.PI * v * (y + 0.5)) / 16);
      });
    const measured = measure(sparse, { kind: 'gaussian', fraction: 0.5, seed: 3 });
    const values = { fraction: 0.5, seed: 3, basis: 'cosines', strength: 0.001, iterations: 1000 };
    expect(psnr(sparse, await recover(compressedSensing, measured, values))).toBeGreaterThan(50);
    const wrongSeed = await recover(compressedSensing, measured, { ...values, seed: 4 });
    expect(psnr(sparse, wrongSeed)).toBeLessThan(25);
  });
});

describe('sparse spikes', () => {
  it('finds each point, and the two that the blur has merged', async () => {
    const [width, height] = [48, 40];
    const places = [5 * width + 7, 20 * width + 20, 20 * width + 26, 33 * width + 40];
    const scene = createImage(width, height, 1);
    for (const place of places) scene.data[place] = 1;
    const y = createImage(width, height, 1);
    const psf = samplePsf({ kind: 'gaussian', sigma: 2 });
    new Convolution(width, height, psf, 'reflect').apply(scene.data, y.data);
    const values = { psf: 'gaussian:2', strength: 0.001 };
    const { data } = await recover(sparseSpikes, withNoise(y, 0.2, 3), values);
    const neighbours = [-width - 1, -width, 1 - width, -1, 1, width - 1, width, width + 1];
    const peaks = [...data.keys()].filter(
      (i) => data[i]! > 0.05 && neighbours.every((step) => (data[i + step] ?? 0) < data[i]!),
    );
    expect(peaks).toEqual(places);
    for (const place of places) {
      const around = neighbours.reduce((sum, step) => sum + data[place + step]!, data[place]!);
      expect(Math.abs(around - 1)).toBeLessThan(0.2);
    }
  });
});
