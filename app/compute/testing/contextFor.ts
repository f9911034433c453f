import type { BoundMethod, Context } from '../method.ts';
import { smoothingDenoiser } from './smoothingDenoiser.ts';

/** Methods that need a network are run with one that only smooths and repeats pixels; the others are to do without. */
export function contextFor({ networks: [name] }: Pick<BoundMethod, 'networks'>): Context {
  if (name === undefined) return { seed: 1 };
  const [, scale = 1] = /-x(\d)$/.exec(name) ?? [];
  return { seed: 1, network: smoothingDenoiser(3, Number(scale)) };
}
