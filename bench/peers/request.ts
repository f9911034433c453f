import { z } from 'zod';

/** What a side is asked to do once, and time. */
export const request = z.object({
  work: z.string(),
  /** Planar float32, nothing else. */
  file: z.string(),
  width: z.number(),
  height: z.number(),
  channels: z.number(),
  weight: z.number().optional(),
  iterations: z.number().optional(),
  /** One byte a pixel, 1 unknown. */
  mask: z.string().optional(),
});
export type Request = z.infer<typeof request>;

export const answer = z.object({
  ms: z.number(),
  objective: z.number().optional(),
  /** Resident, of the side's process. */
  megabytes: z.number().optional(),
});
export type Answer = z.infer<typeof answer>;

/** A side's first line. */
export const greeting = z.object({ versions: z.string().optional(), missing: z.string().optional() });
