import { z } from 'zod';
import { imageId, imageInfo, rect } from './images.ts';
import { jobStep, residualSummary } from './jobs.ts';
import { procedure } from './procedure.ts';

export const dialId = z.string().min(1);

const dialOrder = z.object({
  image: imageId,
  /** As a job's: each on the result of the one before. */
  steps: z.array(jobStep).min(1),
  /** Which parameter of which step is turned, and where it stands. */
  step: z.int().nonnegative(),
  parameter: z.string(),
  value: z.number(),
  mask: imageId.optional(),
  /** The part that is solved, as a preview would. */
  region: rect,
  seed: z.int().nonnegative().default(0),
});

const dialLook = z.object({
  /**
   * `exact`: solved for this value. `interpolated`: between the solutions on both sides. `nearest`: beyond what is
   * solved so far, the nearest solution. `nothing`: none is there yet.
   */
  kind: z.enum(['exact', 'interpolated', 'nearest', 'nothing']),
  /** One picture over the other, from the lowest, each with its opacity. */
  layers: z.array(z.object({ image: imageInfo, opacity: z.number().min(0).max(1) })).max(2),
  /** Of what is shown; null where it is not known yet, or where there is none. */
  residual: residualSummary.nullable(),
});

export const dialNews = z.object({
  dial: dialId,
  /** Every solution that is kept. */
  images: z.array(imageInfo),
  /** Why there are no more, in one line. */
  problem: z.string().nullable(),
});

/** Solutions along the path of one parameter, so that turning it shows its effect at once. */
export const dial = {
  /** Solves along the path around the value while nothing else is to do; news come by `dial` events. */
  start: procedure(dialOrder, z.object({ dial: dialId })),
  /** The dial stands at this value: what is to be seen there, at once. */
  look: procedure(z.object({ dial: dialId, value: z.number() }), dialLook),
  /** The dial rests at this value: it is solved there, before all that waits. */
  rest: procedure(z.object({ dial: dialId, value: z.number() }), z.null()),
  /** Forgets it with its pictures. */
  close: procedure(z.object({ dial: dialId }), z.null()),
};

export type DialOrder = z.infer<typeof dialOrder>;
export type DialLook = z.infer<typeof dialLook>;
export type DialNews = z.infer<typeof dialNews>;
