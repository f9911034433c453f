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

export const lab = {
  /** Measures an open image; both pictures are open images thereafter. */
  simulate: procedure(simulation, simulated),
  /** Solvers and learned networks on the same sparse codes; `sparseCodes` events tell how far it is. */
  sparseCodes: procedure(sparseCodesOrder, z.array(sparseCodesCurve)),
  /** Ends what `sparseCodes` computes, which then fails. */
  stopSparseCodes: procedure(z.object({}), z.null()),
  /** Writes curves as CSV, a row for each step of each. */
  exportSparseCodes: procedure(
    z.object({
      curves: z.array(sparseCodesCurve),
      destination,
      conflict: conflictPolicy.default('unique'),
    }),
    writtenFile,
  ),
};

export type Experiment = z.infer<typeof experiment>;
export type SparseCodesOrder = z.input<typeof sparseCodesOrder>;
export type SparseCodesCurve = z.infer<typeof sparseCodesCurve>;
export type Simulated = z.infer<typeof simulated>;
