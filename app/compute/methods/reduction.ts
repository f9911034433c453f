import { DecimatedBlur } from '../dataTerms/decimatedBlur.ts';
import { Downsampled } from '../dataTerms/downsampled.ts';
import type { DataTerm } from '../dataTerms/dataTerm.ts';
import { createImage, likeImage, plane, type Image } from '../image.ts';
import type { Chosen, Estimates, ForwardModel, Iterations, Problem } from '../method.ts';
import { BlurDecimation } from '../operators/blurDecimation.ts';
import { Convolution, type Boundary } from '../operators/convolution.ts';
import { Downsampling } from '../operators/downsampling.ts';
import { PeriodicFrame } from '../operators/periodicFrame.ts';
import { binnedPsf, checkPsfFits, radiusOf, samplePsf, type Psf } from '../operators/psf.ts';
import { bicubic } from '../operators/resample.ts';
import { transferFunction } from '../operators/transferFunction.ts';
import { choice, psf, type PsfSpec } from '../parameters.ts';
import { type AsyncSolver, iterate } from '../solvers/iterate.ts';
import { rangeThreshold } from './blurModel.ts';
import { completeBorders, completionSteps } from './completeBorders.ts';
import { deblurParameters } from './deblurParameters.ts';
import { joined } from './framedDeblur.ts';
import { noiseParameter, resolveNoise } from './noiseParameters.ts';
import { resolved } from './resolved.ts';
import { silently } from './smoothFill.ts';
import { decimationModel, enlarge } from './upscaling.ts';

/** What made a picture small, for methods that undo more than one thing. */
export const reductionParameters = {
  noise: noiseParameter,
  reduction: choice({
    label: 'Made small by',
    help: 'How the photo lost its pixels: as good programs shrink, or by a blur after which pixels were dropped.',
    options: [
      { value: 'antialiased', label: 'A good program' },
      { value: 'blur', label: 'The blur below' },
    ],
    default: 'antialiased',
  }),
  psf: psf({
    label: 'Blur',
    help: 'The point spread function, in pixels of the result, before pixels were dropped.',
    default: { kind: 'gaussian', sigma: 1 },
  }),
  boundary: deblurParameters.boundary,
} as const;

export interface ReductionValues {
  readonly scale: number;
  readonly noise: number | 'auto';
  readonly reduction: 'antialiased' | 'blur';
  readonly psf: PsfSpec;
  readonly boundary: Boundary;
}

/**
 * Settles the noise and checks the blur against the result.
 * @throws UserFacingError where the PSF is none, or larger than the result
 */
export function resolveReduction<V extends ReductionValues>(
  { image: { width, height } }: Problem,
  values: V,
  estimates: Estimates,
): Promise<{ values: V & { noise: number }; chosen: Chosen[] }> {
  const { scale, reduction } = values;
  if (reduction === 'blur')
    checkPsfFits(samplePsf(values.psf), { width: width * scale, height: height * scale });
  const { noise, chosen } = resolveNoise(values.noise, estimates);
  return Promise.resolve({ values: { ...values, noise }, chosen });
}

/** How far two pixels matter to each other through the blur, in pixels of the small picture. */
export function reductionHalo({ reduction, psf, scale }: ReductionValues): number {
  return reduction === 'blur' ? Math.ceil((6 * radiusOf(samplePsf(psf))) / scale) : 0;
}

/** y = A x + noise; the picture's size is that of y. */
export function reductionModel(problem: Problem, values: ReductionValues): ForwardModel {
  const { scale, reduction, boundary } = values;
  const noise = resolved(values.noise);
  if (reduction === 'antialiased') return decimationModel(problem, scale, noise);
  const { image } = problem;
  const psf = samplePsf(values.psf);
  const apply = (x: Image): Image => {
    const convolution = new Convolution(x.width, x.height, psf, boundary);
    const blurred = createImage(x.width, x.height, 1);
    const y = createImage(image.width, image.height, x.channels);
    const phase = Math.floor((scale - 1) / 2);
    for (let channel = 0, i = 0; channel < x.channels; channel++) {
      convolution.apply(plane(x, channel), blurred.data);
      for (let row = 0; row < y.height; row++)
        for (let column = 0; column < y.width; column++)
          y.data[i++] = blurred.data[(row * scale + phase) * x.width + column * scale + phase]!;
    }
    return y;
  };
  return {
    noise,
    estimated: false,
    apply,
    /** A⁺A, of those combinations of frequencies alone that reach `rangeThreshold(noise)`. */
    projectOnRange(x) {
      const y = apply(x);
      const { frame, operator } = framedReduction(image, psf, values);
      const least = (rangeThreshold(noise) / scale) ** 2;
      const result = createImage(x.width, x.height, x.channels);
      const lifted = createImage(frame.width * scale, frame.height * scale, 1);
      for (let channel = 0; channel < x.channels; channel++) {
        const extended = frame.extend(plane(y, channel));
        operator.filterGram(extended, (eigenvalue) => (eigenvalue < least ? 0 : 1 / eigenvalue));
        operator.applyAdjoint(extended, lifted.data);
        copyCorner(lifted.data, lifted.width, plane(result, channel), x.width);
      }
      return result;
    },
  };
}

/** The periodic planes on which a blur with decimation is undone. */
function framedReduction(image: Image, psf: Psf, { scale, boundary }: ReductionValues) {
  // What the blur is for the small picture's borders.
  const coarsePsf = binnedPsf(psf, scale);
  const frame = new PeriodicFrame(image.width, image.height, coarsePsf, boundary);
  return { coarsePsf, frame, operator: new BlurDecimation(frame.width, frame.height, psf, scale) };
}

function copyCorner(from: Float32Array, fromWidth: number, to: Float32Array, width: number): void {
  for (let start = 0, at = 0; start < to.length; start += width, at += fromWidth)
    to.set(from.subarray(at, at + width), start);
}

type Create = (dataTerm: DataTerm, start: Image) => AsyncSolver & { solution(): Float32Array };

/**
 * Undoes a reduction by a solver that begins with the bicubic enlargement. With a blur this happens on a periodic
 * plane, larger than the picture unless the boundary is periodic itself.
 */
export async function* enlargeBySolver(
  image: Image,
  values: ReductionValues,
  iterations: number,
  create: Create,
): Iterations<Image> {
  const { scale } = values;
  if (values.reduction === 'antialiased') {
    const start = yield* silently(enlarge(image, scale, bicubic), iterations);
    const dataTerm = new Downsampled(new Downsampling(image, scale), image.data, false);
    const solver = create(dataTerm, start);
    yield* iterate(solver, { iterations, tolerance: 0 });
    const result = likeImage(start);
    result.data.set(solver.solution());
    return result;
  }
  const psf = samplePsf(values.psf);
  const { coarsePsf, frame, operator } = framedReduction(image, psf, values);
  const before = completionSteps(frame, coarsePsf, image);
  const measured = joined(
    yield* completeBorders(
      image,
      frame,
      coarsePsf,
      transferFunction(coarsePsf, frame.transform),
      resolved(values.noise),
      before + iterations,
    ),
  );
  const framed = { width: frame.width, height: frame.height, channels: image.channels, data: measured };
  const start = yield* silently(enlarge(framed, scale, bicubic), before + iterations);
  const solver = create(new DecimatedBlur(operator, measured), start);
  yield* iterate(solver, { iterations, tolerance: 0, before });
  const solution = { ...start, data: solver.solution() };
  const result = createImage(image.width * scale, image.height * scale, image.channels);
  for (let channel = 0; channel < image.channels; channel++)
    copyCorner(plane(solution, channel), start.width, plane(result, channel), result.width);
  return result;
}
