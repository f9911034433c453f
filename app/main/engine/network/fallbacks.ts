import { NetworkFailure } from './runtime.ts';

/** One way to run a network: where, and in tiles of which share of the usual area. */
export interface Attempt {
  readonly device: string;
  readonly tileShare: number;
  /** What has failed before, in words for a person. */
  readonly notices: readonly string[];
}

const smallerShare = 1 / 4;

/**
 * Runs a job whose network may fail in the middle (memory exhausted, device lost): again in smaller tiles, then
 * on the processor, there again in smaller tiles if need be.
 * @throws what the last attempt threw; at once what is no failure of a network
 */
export async function withFallbacks<Result>(
  device: string,
  attempt: (attempt: Attempt) => Promise<Result>,
): Promise<Result> {
  const devices = device === 'cpu' ? ['cpu'] : [device, 'cpu'];
  const ways = devices.flatMap((name) => [1, smallerShare].map((tileShare) => ({ device: name, tileShare })));
  const notices: string[] = [];
  for (const [index, way] of ways.entries())
    try {
      return await attempt({ ...way, notices: [...notices] });
    } catch (error) {
      const next = ways[index + 1];
      if (!(error instanceof NetworkFailure) || next === undefined) throw error;
      const remedy = next.device === way.device ? 'again in smaller tiles' : 'again on the processor';
      notices.push(`${error.problem}: ${remedy}`);
    }
  throw new Error('no way to run the network was tried');
}
