/** Tiny networks of every kind that the app must understand. */
import { floats, integers, node, onnxFile, value } from './onnxFile.ts';

const nchw = (channels: number): (number | string)[] => ['n', channels, 'h', 'w'];

/** A 3×3 mean of each of `channels` channels, zero outside: its halo is 1. */
export function blurNetwork(channels: number, weight = 1 / 9): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(channels))],
    outputs: [value('y', nchw(channels))],
    nodes: [meanOf3('x', 'y', channels)],
    initializers: [meanWeights(channels, weight)],
  });
}

const meanOf3 = (input: string, output: string, channels: number): Uint8Array =>
  node('Conv', [input, 'k'], output, { group: channels, pads: [1, 1, 1, 1], kernel_shape: [3, 3] });
const meanWeights = (channels: number, weight = 1 / 9): Uint8Array =>
  floats('k', [channels, 1, 3, 3], Array<number>(9 * channels).fill(weight));

/** The same with channels last. */
export function channelsLastNetwork(channels: number): Uint8Array {
  return onnxFile({
    inputs: [value('x', ['n', 'h', 'w', channels])],
    outputs: [value('y', ['n', 'h', 'w', channels])],
    nodes: [
      node('Transpose', ['x'], 'planes', { perm: [0, 3, 1, 2] }),
      meanOf3('planes', 'blurred', channels),
      node('Transpose', ['blurred'], 'y', { perm: [0, 2, 3, 1] }),
    ],
    initializers: [meanWeights(channels)],
  });
}

/** Rounds to whole numbers: nearly the identity for 0–255, useless for 0–1. */
export function roundingNetwork(): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(3))],
    outputs: [value('y', nchw(3))],
    nodes: [node('Round', ['x'], 'y')],
  });
}

/** Darkens by the noise level, given as one number or as a map. */
export function noiseNetwork(kind: 'scalar' | 'map'): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(3)), value('sigma', kind === 'map' ? nchw(1) : [1])],
    outputs: [value('y', nchw(3))],
    nodes: [node('Sub', ['x', 'sigma'], 'y')],
  });
}

/** Darkens by the noise level, given as the fourth channel. */
export function noiseChannelNetwork(): Uint8Array {
  const rows = [0, 1, 2].flatMap((row) => [...[0, 1, 2].map((column) => (row === column ? 1 : 0)), -1]);
  return onnxFile({
    inputs: [value('x', nchw(4))],
    outputs: [value('y', nchw(3))],
    nodes: [node('Conv', ['x', 'k'], 'y', { kernel_shape: [1, 1] })],
    initializers: [floats('k', [3, 4, 1, 1], rows)],
  });
}

/** Blurs pictures of one size only. */
export function fixedSizeNetwork(width: number, height: number): Uint8Array {
  return onnxFile({
    inputs: [value('x', [1, 3, height, width])],
    outputs: [value('y', [1, 3, height, width])],
    nodes: [meanOf3('x', 'y', 3)],
    initializers: [meanWeights(3)],
  });
}

/** Refuses sizes that are no multiples of `block`. */
export function blockNetwork(block: number): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(3))],
    outputs: [value('y', nchw(3))],
    nodes: [
      node('SpaceToDepth', ['x'], 'deep', { blocksize: block }),
      node('DepthToSpace', ['deep'], 'flat', { blocksize: block }),
      meanOf3('flat', 'y', 3),
    ],
    initializers: [meanWeights(3)],
  });
}

/** Repeats pixels. */
export function enlargingNetwork(scale: number): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(3))],
    outputs: [value('y', nchw(3))],
    nodes: [
      node('Resize', ['x', '', 'scales'], 'y', {
        mode: 'nearest',
        nearest_mode: 'floor',
        coordinate_transformation_mode: 'asymmetric',
      }),
    ],
    initializers: [floats('scales', [4], [1, 1, scale, scale])],
  });
}

/** Answers the same value everywhere. */
export function constantNetwork(): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(3))],
    outputs: [value('y', nchw(3))],
    nodes: [node('Mul', ['x', 'zero'], 'y')],
    initializers: [floats('zero', [1], [0])],
  });
}

/** Takes pictures of five channels. */
export function fiveChannelNetwork(): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(5))],
    outputs: [value('y', nchw(5))],
    nodes: [node('Round', ['x'], 'y')],
  });
}

/** Uses an operator that does not exist. */
export function unknownOperatorNetwork(): Uint8Array {
  return onnxFile({
    inputs: [value('x', nchw(3))],
    outputs: [value('y', nchw(3))],
    nodes: [node('Frobnicate', ['x'], 'y')],
  });
}

/** A vector in, a vector out. */
export function vectorNetwork(): Uint8Array {
  return onnxFile({
    inputs: [value('x', ['n', 10])],
    outputs: [value('y', [10])],
    nodes: [node('Reshape', ['x', 'shape'], 'y')],
    initializers: [integers('shape', [10])],
  });
}
