import { expect, it } from 'vitest';
import { createImage, plane, type Image } from '../image.ts';
import type { Network } from '../network.ts';
import { syntheticPicture } from '../testing/random.ts';
import { opponentDenoiserOf } from './opponentDenoiser.ts';

interface Seen {
  readonly input: Image;
  readonly level: number | undefined;
}

/** Gives back what it was given, halved in contrast around nothing. */
function halving(seen: Seen[]): Network {
  return {
    name: 'halving',
    channels: 1,
    scale: 1,
    level: 'noise',
    run(input, level) {
      seen.push({ input, level });
      return Promise.resolve({ ...input, data: input.data.map((value) => value / 2) });
    },
  };
}

it('shows a grey network the lightness as a grey picture, noise and all, and differences apart', async () => {
  const seen: Seen[] = [];
  const grey = syntheticPicture(7, 6, 1);
  const colour = createImage(7, 6, 3);
  for (let channel = 0; channel < 3; channel++) plane(colour, channel).set(grey.data);
  const result = await opponentDenoiserOf({ seed: 0, network: halving(seen) })(colour, 10 / 255);
  const [lightness, ...differences] = seen;
  grey.data.forEach((value, i) => expect(lightness?.input.data[i]).toBeCloseTo(value, 6));
  for (const { input } of differences) input.data.forEach((value) => expect(value).toBeCloseTo(0, 6));
  for (const { level } of seen) expect(level).toBeCloseTo(10 / Math.sqrt(3), 5);
  result.data.forEach((value, i) => expect(value).toBeCloseTo(colour.data[i]! / 2, 6));
});

it('gives a grey picture to the network as it is', async () => {
  const seen: Seen[] = [];
  const grey = syntheticPicture(7, 6, 1);
  await opponentDenoiserOf({ seed: 0, network: halving(seen) })(grey, 10 / 255);
  expect(seen).toEqual([{ input: grey, level: 10 }]);
});
