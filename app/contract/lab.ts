import { z } from 'zod';
import { conflictPolicy, destination, step, writtenFile } from './exports.ts';
import { imageId, imageInfo } from './images.ts';
import { procedure } from './procedure.ts';

/** What measures a picture in place of a camera. */
export const experiment = z.discriminatedUnion('kind', [
  /** Some Fourier coefficients, as magnetic resonance gives them. */
  z.object({
    kind: z.literal('fourier'),
    pattern: z.enum(['variable', 'radial', 'random']),
    fraction: z.number().min(0.01).max(1),
  }),
  /** Projections along straight lines, evenly over 180°. */
  z.object({ kind: z.literal('tomography'), angles: z.int().min(1).max(512) }),
  /** Random sums of all pixels. */
  z.object({ kind: z.literal('gaussian'), fraction: z.number().min(0.01).max(1) }),
  /** Points of the picture's light, seen through a Gaussian blur. */
  z.object({ kind: z.literal('spikes'), count: z.int().min(1).max(1000), sigma: z.number().min(0.3).max(8) }),
]);

const simulation = z.object({
  image: imageId,
  experiment,
  /** The picture is made a grey square of this side first. */
  side: z.int().min(32).max(256),
  /** Standard deviation, 8-bit units, of the noise in every number that is measured. */
  noise: z.number().min(0).max(50).default(0),
  seed: z.int().nonnegative().default(0),
});

const simulated = z.object({
  /** The grey square, or the points. */
  truth: imageInfo,
  /** What was measured of it. */
  measurement: imageInfo,
  /** Methods that recover it, the simplest first, told how it was measured. */
  entries: z.array(step.extend({ label: z.string() })).min(1),
});

const sparseCodesOrder = z.object({
  /**
   * What the answers are compared with: the code that made the data, or the minimiser of ½‖b − A x‖² + µ‖x‖₁. There
   * are networks for each.
   */
  target: z.enum(['code', 'lasso']),
  /** Signal-to-noise ratio in dB; null for no noise. */
  snr: z.number().min(0).max(80).nullable().default(null),
  signals: z.int().min(1).max(1000).default(32),
  seed: z.int().nonnegative().default(0),
});

/** How one solver or network fares, step by step. */
export const sparseCodesCurve = z.object({
  id: z.string(),
  title: z.string(),
  /** Multiplications and additions of a step. */
  flopsPerStep: z.number(),
  /** E‖x − target‖² / E‖target‖² after so many steps, from x = 0 on. */
  error: z.array(z.number()),
  /** Mean of (E(x) − E*) / E*; null where the target is no minimiser. */
  excess: z.array(z.number()).nullable(),
});

const inversionOrder = z.object({
  image: imageId,
  /** The picture is made a grey square of this side first. */
  side: z.int().min(32).max(512).default(256),
  seed: z.int().nonnegative().default(0),
});

/** A picture under a blur, and what an iterative solver and three networks make of it. */
export const inversionCase = z.object({
  /** As the networks were trained, or how it differs. */
  id: z.enum(['trained', 'noise', 'blur', 'shapes']),
  title: z.string(),
  /** Blur in pixels, noise in 8-bit units; λ of the energy. */
  measuring: z.object({ blur: z.number(), noise: z.number(), strength: z.number() }),
  truth: imageInfo,
  data: imageInfo,
  dataPsnr: z.number(),
  dataExcess: z.number(),
  /** The iterative solver's first, to 0.1 % of the least energy. */
  answers: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      image: imageInfo,
      /** To the truth, in dB. */
      psnr: z.number(),
      /** (E(x) − E*) / E*. */
      excess: z.number(),
      seconds: z.number(),
      /** What the iterative solver needs to be as low; null where the data are. */
      solver: z.object({ iterations: z.int(), seconds: z.number() }).nullable(),
    }),
  ),
});

const inversionResult = z.object({
  /** The photo's name. */
  name: z.string(),
  cases: z.array(inversionCase),
});

/** What takes a while; each kind runs once at a time. */
export const labRun = z.enum(['sparseCodes', 'inversion']);

const written = { destination, conflict: conflictPolicy.default('unique') };

export const lab = {
  /** Measures an open image; both pictures are open images thereafter. */
  simulate: procedure(simulation, simulated),
  /** Solvers and learned networks on the same sparse codes; `lab` events tell how far it is. */
  sparseCodes: procedure(sparseCodesOrder, z.array(sparseCodesCurve)),
  /** Writes curves as CSV, a row for each step of each. */
  exportSparseCodes: procedure(z.object({ curves: z.array(sparseCodesCurve), ...written }), writtenFile),
  /**
   * One inverse problem by a solver and by a network trained in three ways; `lab` events tell how far it is. The
   * pictures are open images until the next such run has ended.
   */
  inversion: procedure(inversionOrder, inversionResult),
  /** Writes results as CSV, a row for each answer. */
  exportInversion: procedure(z.object({ results: z.array(inversionResult), ...written }), writtenFile),
  /** Ends a run, whose call then fails. */
  stop: procedure(z.object({ run: labRun }), z.null()),
};

export type Experiment = z.infer<typeof experiment>;
export type SparseCodesOrder = z.input<typeof sparseCodesOrder>;
export type SparseCodesCurve = z.infer<typeof sparseCodesCurve>;
export type InversionOrder = z.input<typeof inversionOrder>;
export type InversionCase = z.infer<typeof inversionCase>;
export type InversionResult = z.infer<typeof inversionResult>;
export type LabRunName = z.infer<typeof labRun>;
export type Simulated = z.infer<typeof simulated>;
