import { defineMethod } from '../defineMethod.ts';
import type { Method, Task } from '../method.ts';
import type { Level } from '../network.ts';
import type { ParameterSchema } from '../parameters.ts';
import { levelParameters, resolveLevel } from './networkLevel.ts';
import { identityModel } from './identityModel.ts';
import { resolved } from './resolved.ts';
import { runOnce } from './runOnce.ts';
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
  readonly level: Level | null;
  /** How far an output pixel sees, in input pixels. */
  readonly halo: number;
}

/**
 * The method that runs a network: needs no code, only a card.
 *
 * Forward model: the identity for a denoiser; antialiased bicubic decimation, marked as estimated, for an
 * upscaler; for any other task the identity, marked as estimated, so that the residual is what was changed.
 */
export function networkMethod(card: NetworkCard): Method {
  const parameters: ParameterSchema =
    card.level === null ? {} : { [card.level]: levelParameters[card.level] };
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
    networks: () => [card.name],
    resolve(_sample, values, estimates) {
      const given = levelOf(card, values);
      if (card.level === null || given === undefined) return Promise.resolve({ values, chosen: [] });
      const { value, chosen } = resolveLevel(card.level, given, estimates);
      return Promise.resolve({ values: { [card.level]: value }, chosen });
    },
    forwardModel(problem, values) {
      const given = card.level === 'noise' ? levelOf(card, values) : undefined;
      const noise = given === undefined ? null : resolved(given);
      if (card.scale > 1) return decimationModel(problem, card.scale, noise);
      return { ...identityModel(noise), estimated: card.task !== 'denoise' };
    },
    run({ image }, values, context) {
      const given = levelOf(card, values);
      return runOnce(context, image, given === undefined ? undefined : resolved(given));
    },
  });
}

function levelOf(
  { level }: NetworkCard,
  values: Readonly<Record<string, unknown>>,
): number | 'auto' | undefined {
  const value = level === null ? undefined : values[level];
  return typeof value === 'number' || value === 'auto' ? value : undefined;
}
