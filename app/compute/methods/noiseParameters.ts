import type { Chosen, Estimates } from '../method.ts';
import { autoNumber, integer, number } from '../parameters.ts';

/** The noise of the photo, by which an automatic strength is chosen. */
export const noiseParameter = autoNumber({
  label: 'Noise',
  help: 'Standard deviation of the noise on the 0–255 scale; sets the strength when that is automatic.',
  min: 0,
  max: 100,
  unit: 'levels',
});

/** @param formula what λ multiplies in which energy, for values from 0 to 1 */
export function strengthParameter(formula: string, min: number, max = 2) {
  return autoNumber({
    label: 'Strength',
    help: `${formula}, for values from 0 to 1: larger is smoother.`,
    min,
    max,
    scale: min > 0 ? 'log' : 'linear',
  });
}

export function iterationsParameter(most: number, usual: number) {
  return integer({
    label: 'Iterations',
    help: 'The most iterations to run.',
    min: 1,
    max: most,
    default: usual,
    scale: 'log',
  });
}

/** @param what is measured, as the end of "Stops when …" */
export function toleranceParameter(what: string, usual: number) {
  return number({
    label: 'Tolerance',
    help: `Stops when ${what}; 0 does all iterations.`,
    min: 0,
    max: 0.1,
    default: usual,
  });
}

/** Settles an automatic noise level. */
export function resolveNoise(
  noise: number | 'auto',
  estimates: Estimates,
): { noise: number; chosen: Chosen[] } {
  if (noise !== 'auto') return { noise, chosen: [] };
  const reason = `noise measured in the photo: ${estimates.noise.toFixed(1)}`;
  return { noise: estimates.noise, chosen: [{ parameter: 'noise', value: estimates.noise, reason }] };
}

/**
 * Settles an automatic strength by a rule.
 * @param reason in words for a person
 */
export function resolveStrength(
  strength: number | 'auto',
  rule: () => number,
  reason: string,
): { strength: number; chosen: Chosen[] } {
  if (strength !== 'auto') return { strength, chosen: [] };
  const value = rule();
  return { strength: value, chosen: [{ parameter: 'strength', value, reason }] };
}
