import { z } from 'zod';
import { conflictPolicy, destination, step, writtenFile } from './exports.ts';
import { errorBody, fileRef, imageId, rect } from './images.ts';
import { jobResult, objectivePoint } from './jobs.ts';
import { procedure } from './procedure.ts';

export const comparisonId = z.string().min(1);

const comparisonRequest = z.object({
  image: imageId,
  /** Inpainting needs it, as a job does. */
  mask: imageId.optional(),
  /** The part that is compared, computed as a preview would. */
  region: rect,
  /** One row each, run one after another; `label` is what to call it where the method's title says too little. */
  entries: z
    .array(step.extend({ label: z.string().optional() }))
    .min(1)
    .max(32),
  /** What is true: an open image of this one's size, or a whole multiple of it for upscaled results. */
  reference: imageId.optional(),
  seed: z.int().nonnegative().default(0),
});

/** How near a picture is to the reference. */
const score = z.object({
  /** Decibels for a peak of 255; null where both are the same. */
  psnr: z.number().nullable(),
  /** Null where the pictures are smaller than its window. */
  ssim: z.number().nullable(),
});

const comparisonRow = z.object({
  index: z.int().nonnegative(),
  title: z.string(),
  method: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  stage: z.string(),
  fraction: z.number().min(0).max(1),
  /** Against iterations and seconds, thinned. */
  objective: z.array(objectivePoint),
  result: jobResult.nullable(),
  /** Null without a reference of the result's size. */
  score: score.nullable(),
  error: errorBody.nullable(),
});

export const comparisonState = z.object({
  id: comparisonId,
  state: z.enum(['running', 'done', 'cancelled']),
  /** Of what was given, before any method; null where it is no picture of the reference's size. */
  input: score.nullable(),
  /** In an event those that changed, else all. */
  rows: z.array(comparisonRow),
});

const exported = z.discriminatedUnion('kind', [
  /** One row per method, as CSV. */
  z.object({ kind: z.literal('table') }),
  /** One row per method and iteration, as CSV. */
  z.object({ kind: z.literal('curves') }),
  /** The sheet as the window drew it: an upload of a PNG. */
  z.object({ kind: z.literal('sheet'), picture: fileRef }),
]);

export const comparison = {
  /** Runs every entry on the region; what becomes of it comes by `comparison` events. */
  start: procedure(comparisonRequest, comparisonState),
  /** What is done stays. */
  cancel: procedure(z.object({ comparison: comparisonId }), z.null()),
  /** Forgets it with its pictures. */
  close: procedure(z.object({ comparison: comparisonId }), z.null()),
  export: procedure(
    z.object({
      comparison: comparisonId,
      what: exported,
      destination,
      conflict: conflictPolicy.default('unique'),
    }),
    writtenFile,
  ),
};

export type Score = z.infer<typeof score>;
export type ComparisonRow = z.infer<typeof comparisonRow>;
export type ComparisonState = z.infer<typeof comparisonState>;
