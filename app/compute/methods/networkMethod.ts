import { defineMethod } from '../defineMethod.ts';
import type { Method, Task } from '../method.ts';
import { runNetwork } from '../runNetwork.ts';
import { autoNumber, type ParameterSchema } from '../parameters.ts';
import { resolveNoise } from './noiseParameters.ts';
import { identityModel } from './identityModel.ts';
import { resolved } from './resolved.ts';
import { decimationModel } from './upscaling.ts';

/** What a method needs to know of a network before it is loaded. */
export interface NetworkCard {
  /** Becomes the method's id. */
  readonly name: string;
  readonly title: string;
  /** Not `inpaint`: a network of that kind also needs the mask. */
  readonly task: Exclude<Task, 'inpaint'>;
  readonly summary: string;
  readonly reference: string;
  /** Output pixels per input pixel along each side. */
  readonly scale: number;
  /** Channels in and out: 1 or 3. */
  readonly channels: number;
  readonly takesNoise: boolean;
  /** How far an output pixel sees, in input pixels. */
  readonly halo: number;
}

const noise = autoNumber({
  label: 'Noise',
  help: 'Standard deviation of the noise on the 0–255 scale that the network is told to remove.',
  min: 0,
  max: 100,
  unit: 'levels',
});

/**
 * The method that runs a network: needs no code, only a card.
 *
 * Forward model: the identity for a denoiser; antialiased bicubic decimation, marked as estimated, for an
 * upscaler; for any other task the identity, marked as estimated, so that the residual is what was changed.
 */
export function networkMethod(card: NetworkCard): Method {
  const parameters: ParameterSchema = card.takesNoise ? { noise } : {};
  return defineMethod({
    id: card.name,
    task: card.task,
    title: card.title,
    summary: card.summary,
    reference: card.reference,
    parameters,
    tiling: { kind: 'tiles', halo: () => card.halo },
    workingCopies: 2 + card.scale ** 2,
    scale: () => card.scale,
    resolve(_sample, values, estimates) {
      const given = noiseOf(values);
      if (given === undefined) return Promise.resolve({ values, chosen: [] });
      const { noise, chosen } = resolveNoise(given, estimates);
      return Promise.resolve({ values: { noise }, chosen });
    },
    forwardModel(problem, values) {
      const given = noiseOf(values);
      const level = given === undefined ? null : resolved(given);
      if (card.scale > 1) return decimationModel(problem, card.scale, level);
      return { ...identityModel(level), estimated: card.task !== 'denoise' };
    },
    async *run({ image }, values, { network }) {
      if (network === undefined) throw new Error(`the network of ${card.name} was not loaded`);
      const given = noiseOf(values);
      yield { iteration: 0, iterations: 1 };
      const result = await runNetwork(network, image, given === undefined ? undefined : resolved(given));
      yield { iteration: 1, iterations: 1 };
      return result;
    },
  });
}

function noiseOf(values: Readonly<Record<string, unknown>>): number | 'auto' | undefined {
  const { noise } = values;
  return typeof noise === 'number' || noise === 'auto' ? noise : undefined;
}
