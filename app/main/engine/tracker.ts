import type { Progress } from '../../compute/method.ts';
import type { RunProgress } from './protocol.ts';

/** Turns what happens in tiles into one stage, one fraction and one objective curve. */
export interface Tracker {
  /** @param weight pixels of the tile */
  startTile(weight: number): void;
  iteration(progress: Progress): void;
  endTile(): void;
  stage(text: string): void;
}

/** Writing the reduced levels and checking is the last part of the bar. */
const shareOfTiles = 0.95;

export function createTracker(
  tiles: number,
  totalWeight: number,
  onProgress: ((progress: RunProgress) => void) | undefined,
): Tracker {
  const startedAt = performance.now();
  let tile = 0;
  let done = 0;
  let weight = 0;
  const fraction = (within: number): number =>
    Math.min(1, (shareOfTiles * (done + weight * within)) / totalWeight);
  const name = (): string => (tiles > 1 ? `tile ${tile} of ${tiles}` : '');

  return {
    startTile(pixels) {
      tile++;
      weight = pixels;
      onProgress?.({ stage: name() || 'starting', fraction: fraction(0), objective: null });
    },
    iteration({ iteration, iterations, before = 0, objective, dual }) {
      const stage = [name(), `iteration ${iteration}`].filter((part) => part !== '').join(' · ');
      // Only the first tile's curve: those of several tiles do not add up to one.
      const point =
        objective === undefined || tile > 1
          ? null
          : {
              iteration: iteration - before,
              seconds: (performance.now() - startedAt) / 1000,
              objective,
              dual: dual ?? null,
            };
      onProgress?.({ stage, fraction: fraction(Math.min(1, iteration / iterations)), objective: point });
    },
    endTile() {
      done += weight;
      weight = 0;
      onProgress?.({ stage: name() || 'finishing', fraction: fraction(0), objective: null });
    },
    stage(text) {
      onProgress?.({ stage: text, fraction: fraction(0), objective: null });
    },
  };
}
