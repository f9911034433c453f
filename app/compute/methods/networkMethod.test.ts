import { describe, expect, it } from 'vitest';
import { createImage, type Image } from '../image.ts';
import type { Network } from '../network.ts';
import { badInputOf } from '../testing/badInput.ts';
import { contractOf } from '../testing/methodContract.ts';
import { syntheticPicture } from '../testing/random.ts';
import { networkMethod, type NetworkCard } from './networkMethod.ts';

const card: NetworkCard = {
  name: 'tiny',
  title: 'Tiny',
  task: 'denoise',
  summary: 'A test.',
  reference: 'None.',
  scale: 1,
  channels: 1,
  level: 'noise',
  halo: 7,
};

/** Repeats pixels and subtracts the noise level, so that everything it was given shows. */
function network(channels: number, scale: number, seen: Image[] = []): Network {
  return {
    name: 'tiny',
    channels,
    scale,
    level: 'noise',
    run(input, noise = 0) {
      seen.push(input);
      const output = createImage(input.width * scale, input.height * scale, channels);
      const [width, size] = [output.width, output.width * output.height];
      output.data.forEach((_, i) => {
        const x = Math.floor((i % width) / scale);
        const y = Math.floor((i % size) / width / scale);
        const channel = Math.floor(i / size);
        output.data[i] = input.data[(channel * input.height + y) * input.width + x]! - noise / 255;
      });
      return Promise.resolve(output);
    },
  };
}

async function run(given: Partial<NetworkCard>, image: Image, runs: Network | undefined) {
  const { bound, chosen } = await networkMethod({ ...card, ...given })
    .bind({})
    .resolve({ image }, { noise: 51 });
  const steps = bound.run({ image }, { seed: 0, ...(runs && { network: runs }) });
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return { result: step.value, chosen, bound };
  }
}

describe('networkMethod', () => {
  it('tells the network the measured noise, and says so', async () => {
    const image = syntheticPicture(6, 5, 1);
    const { result, chosen, bound } = await run({}, image, network(1, 1));
    expect(chosen.map(({ parameter, value }) => [parameter, value])).toEqual([['noise', 51]]);
    result.data.forEach((value, i) => expect(value).toBeCloseTo(image.data[i]! - 0.2, 6));
    expect(bound.tiling).toEqual({ kind: 'tiles', halo: 7, grid: 1, transformed: false });
    expect(bound.forwardModel({ image })).toMatchObject({ noise: 51, estimated: false });
  });

  it('has no parameter where the network takes none', () => {
    expect(networkMethod({ ...card, level: null }).parameters).toEqual({});
  });

  it('runs a grey network on each channel', async () => {
    const image = syntheticPicture(6, 5, 3);
    const seen: Image[] = [];
    const { result } = await run({}, image, network(1, 1, seen));
    expect(seen.map(({ channels }) => channels)).toEqual([1, 1, 1]);
    result.data.forEach((value, i) => expect(value).toBeCloseTo(image.data[i]! - 0.2, 6));
  });

  it('runs a colour network on grey and averages', async () => {
    const image = syntheticPicture(6, 5, 1);
    const seen: Image[] = [];
    const { result } = await run({ channels: 3 }, image, network(3, 1, seen));
    expect([seen[0]?.channels, result.channels]).toEqual([3, 1]);
    result.data.forEach((value, i) => expect(value).toBeCloseTo(image.data[i]! - 0.2, 6));
  });

  it('enlarges, with a model that is marked as estimated', async () => {
    const image = syntheticPicture(6, 5, 3);
    const { result, bound } = await run({ task: 'upscale', scale: 2, level: null }, image, network(1, 2));
    expect([result.width, result.height, result.channels]).toEqual([12, 10, 3]);
    const model = bound.forwardModel({ image });
    expect(model.estimated).toBe(true);
    const again = model.apply(result);
    expect([again.width, again.height, again.channels]).toEqual([6, 5, 3]);
  });

  it('reports numbers that are not finite', async () => {
    const broken: Network = {
      ...network(1, 1),
      run: (input) => Promise.resolve({ ...input, data: input.data.map(() => NaN) }),
    };
    await expect(run({}, syntheticPicture(4, 4, 1), broken)).rejects.toThrow(/not finite/);
  });
});

describe.each([
  ['a grey denoiser', { halo: 3 }],
  ['a colour denoiser', { halo: 3, channels: 3 }],
  ['a restorer', { halo: 3, task: 'restore', level: null, channels: 3 }],
  ['an upscaler', { halo: 3, task: 'upscale', level: null, scale: 2 }],
] satisfies [string, Partial<NetworkCard>][])('%s', (_name, given) => {
  const { channels, scale } = { ...card, ...given };
  const method = networkMethod({ ...card, ...given });
  const context = { seed: 1, network: smoothing(channels, scale) };
  const promises = [...contractOf(method, context), ...badInputOf(method, context)];
  it.each(promises.map((promise) => [promise.name, promise] as const))('%s', async (_name, promise) => {
    await promise.check();
  });
});

/** Smooths over 7 pixels along x and repeats pixels: it sees as far as the cards above say. */
function smoothing(channels: number, scale: number): Network {
  return {
    name: 'smoothing',
    channels,
    scale,
    level: 'noise',
    run(input) {
      const { width, height } = input;
      const output = createImage(width * scale, height * scale, channels);
      output.data.forEach((_, i) => {
        const row = Math.floor(Math.floor(i / output.width) / scale) * width;
        const x = Math.floor((i % output.width) / scale);
        let sum = 0;
        for (let at = x - 3; at <= x + 3; at++)
          sum += input.data[row + Math.min(width - 1, Math.max(0, at))]! / 7;
        output.data[i] = sum;
      });
      return Promise.resolve(output);
    },
  };
}
