import { z } from 'zod';
import { errorBody, imageId, imageInfo, rect } from './images.ts';
import { step } from './exports.ts';
import { parameterValue, parameterValues } from './methods.ts';
import { procedure } from './procedure.ts';

export const jobId = z.string().min(1);

/** A method to run, and why, where it was planned. */
export const jobStep = step.extend({ reason: z.string().optional() });

const jobRequest = z.object({
  image: imageId,
  /** Each on the result of the one before: one job, with one progress. */
  steps: z.array(jobStep).min(1),
  /** Coverage 0–255 of the image's size; inpainting needs it. Where 0, pixels stay bit for bit. */
  mask: imageId.optional(),
  /** Only this part, as a live preview: it goes before other jobs, a newer one replaces it. */
  region: rect.optional(),
  seed: z.int().nonnegative().default(0),
});

const chosen = z.object({ parameter: z.string(), value: parameterValue, reason: z.string() });

/** What a result leaves unexplained. */
export const residualSummary = z.object({
  /** Root mean square of y − A x̂, 8-bit units. */
  rms: z.number(),
  /** The same in units of the noise; null where no noise level is known. */
  sigmas: z.number().nullable(),
  /**
   * How correlated its neighbouring pixels are: 0 for white noise, at any size of the image. Null
   * where there is too little to say.
   */
  colour: z.number().nullable(),
  /** The same in words: white noise reads "white" in 99 of 100 cases. */
  colouring: z.enum(['white', 'slightly coloured', 'coloured']).nullable(),
});

/** What the data say of a result. */
export const explanation = z.object({
  residual: residualSummary.nullable(),
  /** Root mean square of (I − A⁺A) x̂, 8-bit units; 0 where A loses nothing. */
  invented: z.number(),
  /** True where the forward model was guessed. */
  estimated: z.boolean(),
  /** Inpainting: pixels outside the mask that changed. Always 0, verified. */
  changedOutsideMask: z.int().nullable(),
  /** Maps as images: mid-grey is no residual, ±4 noise levels span the range; black is nothing invented. */
  residualMap: imageId.nullable(),
  inventedMap: imageId.nullable(),
});

export const objectivePoint = z.object({
  iteration: z.int(),
  seconds: z.number(),
  objective: z.number(),
  dual: z.number().nullable(),
});

export const jobResult = z.object({
  image: imageInfo,
  /** What was asked for, and what the automatic parameters became. */
  parameters: parameterValues,
  chosen: z.array(chosen),
  explanation,
  /** The whole curve, thinned to a few hundred points. */
  objective: z.array(objectivePoint),
  seconds: z.number(),
  iterations: z.int(),
  /** (primal − dual) / primal at the end, where the method has a dual. */
  gap: z.number().nullable(),
  /** "CPU", "CUDA", … */
  device: z.string(),
  /** e.g. a fallback from the GPU. */
  notices: z.array(z.string()),
});

export const jobState = z.object({
  id: jobId,
  request: jobRequest,
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** Held where it is, whether it waits or runs; it keeps its place and its memory. */
  paused: z.boolean(),
  /** e.g. "tile 15 of 24", "step 2 of 3: iteration 40". */
  stage: z.string(),
  fraction: z.number().min(0).max(1),
  secondsLeft: z.number().nullable(),
  /** The curve so far of the step that runs. */
  objective: z.array(objectivePoint),
  /** One for each step once all are done; none before. */
  results: z.array(jobResult),
  error: errorBody.nullable(),
});

export const jobs = {
  /** Queues a job; what becomes of it comes by `job` events. */
  start: procedure(jobRequest, jobState),
  /** Takes effect within a second; done jobs are left alone. */
  cancel: procedure(z.object({ job: jobId }), z.null()),
  /** Within a second; a job that runs also holds up those behind it. Jobs that are over are left alone. */
  pause: procedure(z.object({ job: jobId }), z.null()),
  resume: procedure(z.object({ job: jobId }), z.null()),
  /** Those of a batch are not among them: its own events tell of it. */
  list: procedure(z.object({}), z.array(jobState)),
};

export type JobStep = z.infer<typeof jobStep>;
export type JobRequest = z.infer<typeof jobRequest>;
export type JobState = z.infer<typeof jobState>;
export type JobResult = z.infer<typeof jobResult>;
export type ResidualSummary = z.infer<typeof residualSummary>;
export type Explanation = z.infer<typeof explanation>;
export type ObjectivePoint = z.infer<typeof objectivePoint>;
