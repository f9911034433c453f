import { PeriodicBlur } from '../dataTerms/periodicBlur.ts';
import type { Image } from '../image.ts';
import type { Chosen, Estimates, ForwardModel, Iterations, Problem } from '../method.ts';
import { radiusOf, samplePsf } from '../operators/psf.ts';
import type { PsfSpec } from '../parameters.ts';
import type { AsyncSolver } from '../solvers/iterate.ts';
import { blurModel } from './blurModel.ts';
import { resolveDeblur } from './deblurParameters.ts';
import { joined, separated, solveInFrame } from './framedDeblur.ts';
import { resolved } from './resolved.ts';

type BlurValues = Parameters<typeof solveInFrame>[1];
type KnownBlur = Pick<BlurValues, 'psf' | 'noise' | 'boundary'>;

/**
 * What all methods that deblur with a learned prior share but for their solver.
 * @param reach of the prior, pixels
 */
export const priorDeblur = (reach: number) => ({
  slow: true,
  tiling: {
    kind: 'tiles' as const,
    halo: (values: { readonly psf: PsfSpec }) => 6 * radiusOf(samplePsf(values.psf)) + reach,
  },
  resolve<V extends KnownBlur>(
    sample: Problem,
    values: V,
    estimates: Estimates,
  ): Promise<{ values: V & { noise: number }; chosen: Chosen[] }> {
    const { noise, chosen } = resolveDeblur(sample, values, estimates);
    return Promise.resolve({ values: { ...values, noise }, chosen });
  },
  forwardModel: ({ image }: Problem, values: KnownBlur): ForwardModel =>
    blurModel(image, samplePsf(values.psf), values.boundary, resolved(values.noise)),
});

/** A solver of all channels at once, one plane after the other. */
export type PriorSolver = AsyncSolver & { solution(): Float32Array };

/** Deblurs by a solver that begins with the blurred picture, completed beyond its borders. */
export function solveWithPrior(
  image: Image,
  values: BlurValues,
  create: (dataTerm: PeriodicBlur, start: Image) => PriorSolver,
): Iterations<Image> {
  return solveInFrame(image, values, (framed) => {
    const { frame, transfer, measured } = framed;
    const { width, height } = frame;
    const start = { width, height, channels: measured.length, data: joined(measured) };
    return separated(create(new PeriodicBlur(frame.transform, transfer, measured), start), framed);
  });
}
