import { floats } from '../kernels/memory.ts';
import { likeImage, plane, type Image } from '../image.ts';
import type { Spectrum } from '../kernels/fft2.ts';
import type { Iterations } from '../method.ts';
import type { Boundary } from '../operators/convolution.ts';
import { PeriodicFrame } from '../operators/periodicFrame.ts';
import { samplePsf } from '../operators/psf.ts';
import { transferFunction } from '../operators/transferFunction.ts';
import type { PsfSpec } from '../parameters.ts';
import { type AsyncSolver, iterate } from '../solvers/iterate.ts';
import { completeBorders, completionSteps } from './completeBorders.ts';
import { resolved } from './resolved.ts';

/** A blurred image on the periodic plane where the blur is diagonal. */
export interface Framed {
  readonly frame: PeriodicFrame;
  readonly transfer: Spectrum;
  /** The measurement of each channel, completed beyond its borders. */
  readonly measured: readonly Float32Array[];
}

interface BlurValues {
  readonly psf: PsfSpec;
  readonly noise: number | 'auto';
  readonly boundary: Boundary;
}

interface FramedSolver extends AsyncSolver {
  /** The estimate, one plane per channel. */
  readonly x: readonly Float32Array[];
}

/**
 * What every Fourier method does: the image is laid on its periodic frame, its borders are completed, `solve`
 * undoes the blur there, and the image is cut out again.
 * @param steps how many iterations `solve` will announce after the `before` that it is given
 */
async function* inFrame(
  image: Image,
  values: BlurValues,
  steps: number,
  solve: (framed: Framed, before: number) => Iterations<readonly Float32Array[]>,
): Iterations<Image> {
  const kernel = samplePsf(values.psf);
  const frame = new PeriodicFrame(image.width, image.height, kernel, values.boundary);
  const transfer = transferFunction(kernel, frame.transform);
  const before = completionSteps(frame, kernel, image);
  const noise = resolved(values.noise);
  const measured = yield* completeBorders(image, frame, kernel, transfer, noise, before + steps);
  const planes = yield* solve({ frame, transfer, measured }, before);
  const result = likeImage(image);
  for (const [channel, x] of planes.entries()) frame.crop(x, plane(result, channel));
  return result;
}

/** The planes one after the other. */
export function joined(planes: readonly Float32Array[]): Float32Array {
  const all = floats(planes.reduce((sum, plane) => sum + plane.length, 0));
  let at = 0;
  for (const plane of planes) {
    all.set(plane, at);
    at += plane.length;
  }
  return all;
}

/** A solver of the joined planes as one of the separate planes. */
export function separated(
  solver: AsyncSolver & { solution(): Float32Array },
  { frame, measured }: Framed,
): FramedSolver {
  const size = frame.width * frame.height;
  return {
    step: () => solver.step(),
    get x() {
      const x = solver.solution();
      return measured.map((_, channel) => x.subarray(channel * size, (channel + 1) * size));
    },
  };
}

interface SolvingValues extends BlurValues {
  readonly iterations: number;
  readonly tolerance: number;
  /** Steps that only bring the solver to where it begins. */
  readonly startingSteps?: number;
}

/** Deblurs by an iterative solver on the frame. */
export function solveInFrame(
  image: Image,
  values: SolvingValues,
  create: (framed: Framed) => FramedSolver,
): Iterations<Image> {
  const { iterations, tolerance, startingSteps = 0 } = values;
  return inFrame(image, values, startingSteps + iterations, async function* (framed, before) {
    const solver = create(framed);
    for (let step = 1; step <= startingSteps; step++) {
      await solver.step();
      yield { iteration: before + step, iterations: before + startingSteps + iterations };
    }
    yield* iterate(solver, { iterations, tolerance, before: before + startingSteps });
    return solver.x;
  });
}

/** Deblurs by multiplying each channel's spectrum by what `create` makes. */
export function filterInFrame(
  image: Image,
  values: BlurValues,
  create: (framed: Framed) => Spectrum,
): Iterations<Image> {
  return inFrame(image, values, image.channels, async function* (framed, before) {
    const { frame, measured } = framed;
    const filter = create(framed);
    const spectrum = frame.transform.createSpectrum();
    for (const [channel, y] of measured.entries()) {
      frame.transform.filter(y, filter, false, spectrum, y);
      yield await Promise.resolve({
        iteration: before + channel + 1,
        iterations: before + measured.length,
      });
    }
    return measured;
  });
}
