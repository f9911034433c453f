import { z } from 'zod';
import { step } from './exports.ts';
import { imageId } from './images.ts';
import { procedure } from './procedure.ts';

/** What was measured of a photo's damage. */
export const damage = z.object({
  /** Standard deviation, 8-bit units. */
  noise: z.number(),
  /** False where it is smoothed, as by JPEG, and therefore underestimated; null where there is too little. */
  white: z.boolean().nullable(),
  /** Standard deviation in pixels of the Gaussian that blurs as much; null where there is too little to tell. */
  blur: z.number().nullable(),
  /** Whether the blur is shaped like a Gaussian; null where `blur` is. */
  gaussian: z.boolean().nullable(),
  /** By how much an interpolating filter enlarged it; 1 without a trace of that, null where it cannot be told. */
  enlarged: z.number().nullable(),
  /** 1 to 100; null where the file is no JPEG. */
  jpegQuality: z.number().nullable(),
});

const plannedStep = step.extend({
  /** Why, with what was measured, in words for a person. */
  reason: z.string(),
  /** The parameters that say how strong the step is. */
  adjustable: z.array(z.string()),
});

const restorationPlan = z.object({
  damage,
  /** None where the photo is to stay as it is. */
  steps: z.array(plannedStep),
  /** What is left as it is, and why: one sentence each. */
  leftAlone: z.array(z.string()),
});

export const restoration = {
  /** What "Restore" would do to an image. */
  plan: procedure(
    z.object({
      image: imageId,
      /** Whether something is marked to be filled. */
      marked: z.boolean().default(false),
    }),
    restorationPlan,
  ),
  /** What became of an image, `result` having been computed from it: one sentence each. */
  outcome: procedure(z.object({ image: imageId, result: imageId }), z.array(z.string())),
};

export type Damage = z.infer<typeof damage>;
export type PlannedStep = z.infer<typeof plannedStep>;
export type RestorationPlan = z.infer<typeof restorationPlan>;
