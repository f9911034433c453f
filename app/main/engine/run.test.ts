import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Image } from '../../compute/image.ts';
import { Cancelled } from '../processes/errors.ts';
import { engine } from './engine.ts';
import { importModel } from './network/importModel.ts';
import { blockNetwork, blurNetwork, enlargingNetwork, noiseNetwork } from './network/testing/networks.ts';
import type { RunInput, RunOutput, RunProgress } from './protocol.ts';
import { crop, scaled } from './rects.ts';
import {
  noisyPicture,
  randomNumbers,
  readSessionImage,
  writeSessionImage,
  writeSessionMask,
} from './testing/sessionImages.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-engine-'));
});
afterEach(() => rm(folder, { recursive: true }));

let targets = 0;

interface Ran {
  readonly image: Image;
  readonly output: RunOutput;
  readonly progress: RunProgress[];
}

async function run(
  method: string,
  changes: Partial<RunInput> & Pick<RunInput['step'], 'parameters'>,
): Promise<Ran> {
  const { parameters, ...input } = changes;
  const target = join(folder, `result${targets++}`);
  const progress: RunProgress[] = [];
  const output = await engine.run(
    {
      source: join(folder, 'photo'),
      mask: null,
      region: null,
      step: { method, parameters },
      seed: 0,
      jpegQuality: null,
      target,
      maps: null,
      memoryMegabytes: 1536,
      device: 'cpu',
      modelFolders: [join(folder, 'models')],
      ...input,
    },
    { onProgress: (step) => progress.push(step) },
  );
  return { image: await readSessionImage(target), output, progress };
}

function worst(a: Image, b: Image): number {
  expect([a.width, a.height, a.channels]).toEqual([b.width, b.height, b.channels]);
  let most = 0;
  for (let i = 0; i < a.data.length; i++)
    most = Math.max(most, Math.abs((a.data[i] ?? NaN) - (b.data[i] ?? NaN)));
  return most;
}

const photo = (image: Image, options?: Parameters<typeof writeSessionImage>[2]): Promise<void> =>
  writeSessionImage(join(folder, 'photo'), image, options);

describe('tiles', () => {
  test.each([
    ['gaussian-denoise', { strength: 1 }, 0.7],
    ['tv-denoise', { iterations: 60 }, 2.7],
    ['bicubic-upscale', { scale: 3 }, 2],
    ['lanczos-upscale', { scale: 2 }, 1],
    ['wiener-deblur', { psf: 'gaussian:1' }, 2.4],
    ['tv-deblur', { psf: 'gaussian:1' }, 4],
    ['tv-upscale', { scale: 2, noise: 10 }, 5],
    ['tv-upscale', { scale: 2, strength: 0 }, 5],
    ['richardson-lucy', { psf: 'gaussian:1', iterations: 10 }, 2.7],
  ])('%s: the tiled result is the untiled one within 1/255', async (method, parameters, memoryMegabytes) => {
    await photo(noisyPicture(260, 180, 1));
    const whole = await run(method, { parameters });
    const tiled = await run(method, { parameters, memoryMegabytes });
    expect(whole.progress.some(({ stage }) => stage.startsWith('tile'))).toBe(false);
    expect(tiled.progress.some(({ stage }) => stage.startsWith('tile 2 of'))).toBe(true);
    expect(worst(tiled.image, whole.image)).toBeLessThan(1 / 255);
    expect(tiled.output.parameters).toEqual(whole.output.parameters);
  });

  test.each([
    ['orthogonal', 'haar'],
    ['orthogonal', 'daubechies8'],
    ['orthogonal', 'cdf97'],
    ['translation-invariant', 'daubechies4'],
  ])('%s wavelets (%s) see the same in tiles and previews as in the whole', async (transform, wavelet) => {
    await photo(noisyPicture(260, 180, 1));
    const parameters = { transform, wavelet, levels: 2, strength: 20 };
    const whole = await run('wavelet-denoise', { parameters });
    const tiled = await run('wavelet-denoise', { parameters, memoryMegabytes: 2.5 });
    expect(tiled.progress.some(({ stage }) => stage.startsWith('tile 2 of'))).toBe(true);
    expect(worst(tiled.image, whole.image)).toBeLessThan(1e-6);
    const region = { x: 61, y: 43, width: 90, height: 70 };
    const preview = await run('wavelet-denoise', { parameters, region });
    expect(worst(preview.image, crop(whole.image, region))).toBeLessThan(1e-6);
  });

  test('the preview of a region is the same part of the whole result, with the same numbers', async () => {
    await photo(noisyPicture(400, 300, 3));
    const region = { x: 130, y: 90, width: 97, height: 61 };
    const whole = await run('gaussian-denoise', { parameters: {} });
    const preview = await run('gaussian-denoise', { parameters: {}, region });
    expect(preview.output.parameters).toEqual(whole.output.parameters);
    expect(worst(preview.image, crop(whole.image, region))).toBeLessThan(1e-6);
  });

  test('a region that reaches beyond the photo is cut', async () => {
    await photo(noisyPicture(100, 80, 1));
    const region = { x: 90, y: 70, width: 50, height: 50 };
    const { image } = await run('gaussian-denoise', { parameters: {}, region });
    expect([image.width, image.height]).toEqual([10, 10]);
  });
});

describe('alpha and samples', () => {
  test.each([
    ['uint8', 1],
    ['uint16', 3],
    ['float32', 3],
  ] as const)('alpha of %s with %i colour channels is carried over unchanged', async (sample, channels) => {
    const image = noisyPicture(90, 70, channels + 1);
    await photo(image, { alpha: true, sample });
    const before = await readSessionImage(join(folder, 'photo'));
    const { image: after, output } = await run('gaussian-denoise', { parameters: { strength: 1 } });
    const alphaFrom = 90 * 70 * channels;
    expect(after.data.subarray(alphaFrom)).toEqual(before.data.subarray(alphaFrom));
    expect(after.data.subarray(0, alphaFrom)).not.toEqual(before.data.subarray(0, alphaFrom));
    expect(output.format).toEqual({
      width: 90,
      height: 70,
      bands: channels + 1,
      alpha: true,
      sample: 'float32',
    });
  });

  test('alpha is enlarged with the picture, in tiles as in one piece', async () => {
    const image = noisyPicture(160, 120, 4);
    await photo(image, { alpha: true });
    const whole = await run('bicubic-upscale', { parameters: { scale: 2 } });
    const tiled = await run('bicubic-upscale', { parameters: { scale: 2 }, memoryMegabytes: 2 });
    expect([whole.image.width, whole.image.height, whole.image.channels]).toEqual([320, 240, 4]);
    expect(tiled.progress.some(({ stage }) => stage.startsWith('tile 2 of'))).toBe(true);
    expect(worst(tiled.image, whole.image)).toBeLessThan(1e-5);
    const alpha = whole.image.data.subarray(320 * 240 * 3);
    expect(alpha.every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

describe('inpainting', () => {
  const width = 300;
  const height = 220;
  const hole = (x: number, y: number): number => {
    if (Math.hypot(x - 60, y - 50) < 14) return 255;
    if (Math.abs(x - y - 100) < 2) return 255;
    const soft = Math.hypot(x - 200, y - 60);
    return soft < 12 ? 255 : soft < 20 ? Math.round((255 * (20 - soft)) / 8) : 0;
  };
  const masked = async (coverage = hole): Promise<string> => {
    await writeSessionMask(join(folder, 'mask'), width, height, coverage);
    return join(folder, 'mask');
  };

  test.each(['harmonic-inpaint', 'biharmonic-inpaint', 'tv-inpaint'])(
    '%s keeps every pixel outside the mask bit for bit, of 16 bits and alpha too',
    async (method) => {
      await photo(noisyPicture(width, height, 4), { alpha: true, sample: 'uint16' });
      const before = await readSessionImage(join(folder, 'photo'));
      const { image, output } = await run(method, { parameters: {}, mask: await masked() });
      const size = width * height;
      let [inside, outside, alpha] = [0, 0, 0];
      for (let i = 0; i < image.data.length; i++) {
        if (Object.is(image.data[i], before.data[i])) continue;
        if (i >= 3 * size) alpha++;
        else if (hole(i % width, Math.floor((i % size) / width)) === 0) outside++;
        else inside++;
      }
      expect({ outside, alpha }).toEqual({ outside: 0, alpha: 0 });
      expect(inside).toBeGreaterThan(1000);
      expect(output.explanation).toMatchObject({ changedOutsideMask: 0, residual: null });
      expect(output.explanation.invented).toBeGreaterThan(0);
    },
  );

  test('a partly covered pixel is a mixture of what was there and what was filled in', async () => {
    const flat = noisyPicture(width, height, 1, 0);
    flat.data.fill(0.2);
    const at = 60 * width + 200;
    for (let i = 0; i < flat.data.length; i++)
      if (hole(i % width, Math.floor(i / width)) > 0) flat.data[i] = 0.8;
    await photo(flat, { sample: 'float32' });
    const { image } = await run('harmonic-inpaint', { parameters: {}, mask: await masked() });
    expect(image.data[at]).toBeCloseTo(0.2, 3);
    const edge = 60 * width + 216;
    const a = hole(216, 60) / 255;
    expect(a).toBeGreaterThan(0.3);
    expect(image.data[edge]).toBeCloseTo((1 - a) * 0.8 + a * 0.2, 3);
  });

  test('a preview is the same part of the whole result', async () => {
    await photo(noisyPicture(width, height, 3));
    const mask = await masked();
    const region = { x: 40, y: 30, width: 50, height: 40 };
    const whole = await run('harmonic-inpaint', { parameters: {}, mask });
    const preview = await run('harmonic-inpaint', { parameters: {}, mask, region });
    expect(worst(preview.image, crop(whole.image, region))).toBeLessThan(1e-6);
    expect(preview.output.explanation.changedOutsideMask).toBe(0);
  });

  test('scattered holes that do not fit at once are filled in overlapping pieces, told so', async () => {
    const [w, h] = [340, 320];
    await photo(noisyPicture(w, h, 1, 0));
    const random = randomNumbers(5);
    await writeSessionMask(join(folder, 'mask'), w, h, () => (random() < 0.2 ? 255 : 0));
    const mask = join(folder, 'mask');
    const whole = await run('harmonic-inpaint', { parameters: {}, mask });
    const tiled = await run('harmonic-inpaint', { parameters: {}, mask, memoryMegabytes: 18 });
    expect(whole.output.notices).toEqual([]);
    expect(tiled.output.notices).toEqual([expect.stringMatching(/in \d+ overlapping pieces/u)]);
    expect(worst(tiled.image, whole.image)).toBeLessThan(1 / 255);
  });

  test('a solid area that does not fit is refused with a way out', async () => {
    await photo(noisyPicture(width, height, 3));
    const mask = await masked((x, y) => (x > 20 && x < 280 && y > 20 && y < 200 ? 255 : 0));
    const failed = run('harmonic-inpaint', { parameters: {}, mask, memoryMegabytes: 8 });
    await expect(failed).rejects.toThrow('too large to be filled at once; raise the memory limit');
  });

  test('without a mask, or with an empty one, it says what to do', async () => {
    await photo(noisyPicture(width, height, 3));
    const advice = 'paint over what should be filled first';
    await expect(run('harmonic-inpaint', { parameters: {} })).rejects.toThrow(advice);
    const mask = await masked(() => 0);
    await expect(run('harmonic-inpaint', { parameters: {}, mask })).rejects.toThrow(advice);
  });

  test('a mask of another size is refused', async () => {
    await photo(noisyPicture(width, height + 1, 3));
    const failed = run('harmonic-inpaint', { parameters: {}, mask: await masked() });
    await expect(failed).rejects.toThrow('the mask is 300×220, the photo 300×221');
  });
});

describe('what the data say', () => {
  test('the residual map has the size of the photo and is grey in the middle, none is asked for in a preview', async () => {
    await photo(noisyPicture(120, 90, 3));
    const maps = { residual: join(folder, 'residual'), invented: join(folder, 'invented') };
    const { output } = await run('gaussian-denoise', { parameters: { strength: 1 }, maps });
    expect(output.maps.residual).toMatchObject({ base: maps.residual, levels: 1 });
    expect(output.maps.invented).toBeNull();
    const map = await readSessionImage(maps.residual);
    expect([map.width, map.height, map.channels]).toEqual([120, 90, 3]);
    const mean = map.data.reduce((sum, value) => sum + value, 0) / map.data.length;
    expect(mean * 255).toBeGreaterThan(125);
    expect(mean * 255).toBeLessThan(131);
    expect(output.explanation.residual?.rms).toBeGreaterThan(1);
    expect(output.explanation).toMatchObject({ invented: 0, changedOutsideMask: null });
  });

  test('tiles and the whole tell of the same residual', async () => {
    await photo(noisyPicture(260, 180, 3));
    const parameters = { strength: 1 };
    const whole = (await run('gaussian-denoise', { parameters })).output.explanation.residual;
    const tiled = (await run('gaussian-denoise', { parameters, memoryMegabytes: 2 })).output.explanation
      .residual;
    expect(tiled?.rms).toBeCloseTo(whole?.rms ?? NaN, 3);
    expect(tiled?.colour ?? NaN).toBeCloseTo(whole?.colour ?? NaN, 1);
  });

  test('the invented map of an inpainting is black outside the mask', async () => {
    await photo(noisyPicture(100, 100, 3));
    await writeSessionMask(join(folder, 'mask'), 100, 100, (x, y) =>
      x > 40 && x < 60 && y > 40 && y < 60 ? 255 : 0,
    );
    const maps = { residual: join(folder, 'residual'), invented: join(folder, 'invented') };
    const { output } = await run('harmonic-inpaint', { parameters: {}, mask: join(folder, 'mask'), maps });
    expect(output.maps.residual).toBeNull();
    const map = await readSessionImage(maps.invented);
    const at = (x: number, y: number): number => map.data[y * 100 + x] ?? NaN;
    expect(at(10, 10)).toBe(0);
    expect(at(39, 50)).toBe(0);
    expect(at(50, 50)).toBeGreaterThan(0);
  });
});

describe('a run', () => {
  test('goes forward, and its objective falls', async () => {
    await photo(noisyPicture(200, 150, 3));
    const { progress, output } = await run('tv-denoise', {
      parameters: { iterations: 200, tolerance: 1e-7 },
    });
    const fractions = progress.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
    const points = progress.flatMap(({ objective }) => (objective === null ? [] : [objective]));
    expect(points.at(-1)?.objective).toBeLessThan(points[0]?.objective ?? NaN);
    expect(output.iterations).toBe(points.at(-1)?.iteration);
    expect(output.gap).toBeGreaterThanOrEqual(0);
    expect(output.device).toBe('CPU');
  });

  test('is stopped at the next iteration and leaves no file', async () => {
    await photo(noisyPicture(400, 300, 3));
    const before = await readdir(folder);
    const abort = new AbortController();
    const input: RunInput = {
      source: join(folder, 'photo'),
      mask: null,
      region: null,
      step: { method: 'tv-denoise', parameters: { iterations: 5000, tolerance: 1e-7 } },
      seed: 0,
      jpegQuality: null,
      target: join(folder, 'stopped'),
      maps: { residual: join(folder, 'residual'), invented: join(folder, 'invented') },
      memoryMegabytes: 16,
      device: 'cpu',
      modelFolders: [],
    };
    let iterations = 0;
    const onProgress = ({ stage }: RunProgress): void => {
      if (stage.includes('iteration')) iterations++;
      if (iterations === 3) abort.abort();
    };
    await expect(engine.run(input, { onProgress, signal: abort.signal })).rejects.toThrow(Cancelled);
    expect(iterations).toBeLessThan(6);
    expect(await readdir(folder)).toEqual(before);
  });

  test('refuses what it does not know', async () => {
    await photo(noisyPicture(20, 20, 1));
    await expect(run('gausian-denoise', { parameters: {} })).rejects.toThrow('gaussian-denoise');
    await expect(run('gaussian-denoise', { parameters: { strength: -1 } })).rejects.toThrow('out of range');
    await expect(run('gaussian-denoise', { parameters: { colour: 1 } })).rejects.toThrow('not a parameter');
  });

  test('of a photo that is gone says so', async () => {
    await expect(run('gaussian-denoise', { parameters: {} })).rejects.toThrow('ENOENT');
    expect(existsSync(join(folder, 'result.v'))).toBe(false);
  });

  test.each([
    [1, 1],
    [1, 900],
    [700, 1],
  ])('works on %i×%i pixels', async (width, height) => {
    await photo(noisyPicture(width, height, 3));
    const { image } = await run('gaussian-denoise', { parameters: {} });
    expect([image.width, image.height]).toEqual([width, height]);
    const larger = await run('bicubic-upscale', { parameters: { scale: 2 } });
    expect([larger.image.width, larger.image.height]).toEqual([2 * width, 2 * height]);
  });
});

describe('networks', () => {
  const added = async (bytes: Uint8Array): Promise<string> => {
    await writeFile(join(folder, 'given.onnx'), bytes);
    const input = { path: join(folder, 'given.onnx'), fileName: 'tiny.onnx', folder: join(folder, 'models') };
    return (await importModel(input, () => Promise.resolve())).name;
  };

  test.each([
    ['a blur', blurNetwork(3), 1],
    ['with strides', blockNetwork(8), 1],
    ['enlarging', enlargingNetwork(2), 2],
  ])('%s runs as a method, tiled as untiled', async (_name, bytes, scale) => {
    const name = await added(bytes);
    await photo(noisyPicture(250, 180, 3));
    const whole = await run(name, { parameters: {} });
    const tiled = await run(name, { parameters: {}, memoryMegabytes: 3 });
    expect(tiled.progress.some(({ stage }) => stage.startsWith('tile 2 of'))).toBe(true);
    expect([whole.image.width, whole.image.height]).toEqual([250 * scale, 180 * scale]);
    expect(worst(tiled.image, whole.image)).toBeLessThan(1e-5);
    const region = { x: 30, y: 41, width: 80, height: 50 };
    const preview = await run(name, { parameters: {}, region });
    expect(worst(preview.image, crop(whole.image, scaled(region, scale)))).toBeLessThan(1e-5);
  });

  test('a broken one fails with its reason and leaves the others working', async () => {
    const sound = await added(blurNetwork(3));
    const broken = await added(blurNetwork(3, 0.1));
    await writeFile(join(folder, 'models', broken, 'network.onnx'), 'no network');
    await photo(noisyPicture(30, 30, 3));
    await expect(run(broken, { parameters: {} })).rejects.toThrow(`${broken}: network.onnx is not the file`);
    expect((await run(sound, { parameters: {} })).output.device).toBe('CPU');
    expect(await engine.checkModel({ folder: join(folder, 'models', broken) })).toContain('SHA-256');
    expect(await engine.checkModel({ folder: join(folder, 'models', sound) })).toBeNull();
  });
});

test('the noise of a photo is measured once and close to the truth', async () => {
  await photo(noisyPicture(300, 300, 3, 12));
  const { noise } = await engine.estimate({ source: join(folder, 'photo') });
  expect(noise).toBeGreaterThan(8);
  expect(noise).toBeLessThan(18);
});

describe('methods that borrow a denoiser', () => {
  const restored = () => run('pnp-deblur', { parameters: { psf: 'gaussian:1', noise: 5, iterations: 2 } });

  async function install(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(folder, 'given.onnx');
    await writeFile(path, bytes);
    await importModel({ path, fileName: `${name}.onnx`, folder: join(folder, 'models') }, () =>
      Promise.resolve(),
    );
  }

  test('say in one line that there is none', async () => {
    await photo(noisyPicture(20, 20, 3, 5));
    await expect(restored()).rejects.toThrow(/needs a network that is not installed/);
  });

  test('take the better one of two', async () => {
    await photo(noisyPicture(20, 20, 3, 5));
    await install('denoiser-fast', noiseNetwork('map'));
    await expect(restored()).resolves.toBeDefined();
    await install('denoiser', noiseNetwork('map'));
    await writeFile(join(folder, 'models', 'denoiser', 'network.onnx'), 'broken');
    await expect(restored()).rejects.toThrow(/^denoiser:/);
  });

  test('refuse a grey picture where they need colour', async () => {
    await photo(noisyPicture(20, 20, 1, 5));
    await install('denoiser-fast', noiseNetwork('map'));
    await expect(run('pnp-demosaic', { parameters: {} })).rejects.toThrow(/takes colour only/);
  });
});
