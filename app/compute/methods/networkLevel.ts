import type { Chosen, Estimates } from '../method.ts';
import type { Level } from '../network.ts';
import { autoNumber } from '../parameters.ts';
import { resolveNoise } from './noiseParameters.ts';

/** What networks are told, as parameters. */
export const levelParameters = {
  noise: autoNumber({
    label: 'Noise',
    help: 'Standard deviation of the noise on the 0–255 scale that the network is told to remove.',
    min: 0,
    max: 100,
    unit: 'levels',
  }),
  quality: autoNumber({
    label: 'Quality',
    help: 'Quality of the JPEG compression that the network is told to undo: the lower, the more it smooths.',
    min: 1,
    max: 100,
  }),
};

/** What is assumed of a picture that was compressed once and is no JPEG file any more. */
const assumedQuality = 50;

/** Settles an automatic level. */
export function resolveLevel(
  level: Level,
  given: number | 'auto',
  estimates: Estimates,
): { value: number; chosen: Chosen[] } {
  if (level === 'noise') {
    const { noise, chosen } = resolveNoise(given, estimates);
    return { value: noise, chosen };
  }
  if (given !== 'auto') return { value: given, chosen: [] };
  const { jpegQuality } = estimates;
  const value = jpegQuality ?? assumedQuality;
  const reason =
    jpegQuality === undefined
      ? `the file does not say how it was compressed: ${assumedQuality} is assumed`
      : `quality in the file's tables: ${jpegQuality}`;
  return { value, chosen: [{ parameter: 'quality', value, reason }] };
}
