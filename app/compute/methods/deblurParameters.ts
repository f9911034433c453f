import type { Chosen, Estimates, Problem } from '../method.ts';
import { checkPsfFits, samplePsf } from '../operators/psf.ts';
import { autoNumber, choice, psf, type PsfSpec } from '../parameters.ts';
import { resolveNoise, resolveStrength } from './noiseParameters.ts';

/** The parameters that every deblurring method has. */
export const deblurParameters = {
  psf: psf({
    label: 'Blur',
    help: 'The point spread function: what the camera made of a point of light.',
    default: { kind: 'gaussian', sigma: 2 },
  }),
  noise: autoNumber({
    label: 'Noise',
    help: 'Standard deviation of the noise in the blurred photo, on the 0–255 scale.',
    min: 0,
    max: 100,
    unit: 'levels',
  }),
  boundary: choice({
    label: 'Border',
    help: 'How the picture goes on beyond its border. Periodic is for comparing with published numbers.',
    options: [
      { value: 'reflect', label: 'Mirrored' },
      { value: 'periodic', label: 'Periodic' },
    ],
    default: 'reflect',
  }),
} as const;

/**
 * Checks the PSF against the image and settles the noise.
 * @throws UserFacingError where the PSF is none, or larger than the image
 */
export function resolveDeblur(
  sample: Problem,
  values: { readonly psf: PsfSpec; readonly noise: number | 'auto' },
  estimates: Estimates,
): { noise: number; chosen: Chosen[] } {
  checkPsfFits(samplePsf(values.psf), sample.image);
  return resolveNoise(values.noise, estimates);
}

/**
 * The same, and the strength by a rule that was fitted on photographs.
 * @param noun what the rule calls the noise, for a person
 */
export function resolveDeblurByRule<
  V extends {
    readonly psf: PsfSpec;
    readonly noise: number | 'auto';
    readonly strength: number | 'auto';
  },
>(
  sample: Problem,
  values: V,
  estimates: Estimates,
  strengthFor: (noise: number) => number,
  noun = (noise: string) => `noise ${noise}`,
): Promise<{ values: V & { noise: number; strength: number }; chosen: Chosen[] }> {
  const { noise, chosen } = resolveDeblur(sample, values, estimates);
  const { strength, chosen: also } = resolveStrength(
    values.strength,
    () => strengthFor(noise),
    `best on blurred photographs with ${noun(noise.toFixed(1))}`,
  );
  return Promise.resolve({ values: { ...values, noise, strength }, chosen: [...chosen, ...also] });
}
