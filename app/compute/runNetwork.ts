import { UserFacingError } from './errors.ts';
import { createImage, plane, type Image } from './image.ts';
import type { Context } from './method.ts';
import type { Network } from './network.ts';

/** The network of a method that needs one; whoever runs such a method lends it. */
export function networkOf({ network }: Context): Network {
  if (network === undefined) throw new Error('the method needs a network and was run without one');
  return network;
}

/**
 * Runs a network on grey and colour alike: a grey network runs on each channel by itself; for a colour network a
 * grey image is repeated, and the result's channels are averaged.
 * @param level in its own units, where the network is told one
 * @throws UserFacingError where it answers with numbers that are not finite
 */
export async function runNetwork(network: Network, image: Image, level?: number): Promise<Image> {
  const run = async (input: Image): Promise<Image> => {
    const output = await network.run(input, level);
    if (!output.data.every(Number.isFinite))
      throw new UserFacingError(
        'the network gave numbers that are not finite',
        'choose another device or another network',
        network.name,
      );
    return output;
  };
  if (network.channels === image.channels) return run(image);
  if (network.channels === 1) {
    const result = createImage(image.width * network.scale, image.height * network.scale, image.channels);
    for (let channel = 0; channel < image.channels; channel++) {
      const { width, height } = image;
      const output = await run({ width, height, channels: 1, data: plane(image, channel) });
      plane(result, channel).set(output.data);
    }
    return result;
  }
  const repeated = createImage(image.width, image.height, network.channels);
  for (let channel = 0; channel < network.channels; channel++) plane(repeated, channel).set(image.data);
  return mean(await run(repeated));
}

function mean(image: Image): Image {
  const result = createImage(image.width, image.height, 1);
  const size = result.data.length;
  for (let i = 0; i < image.data.length; i++) result.data[i % size]! += image.data[i]! / image.channels;
  return result;
}
