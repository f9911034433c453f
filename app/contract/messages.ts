/** What goes over a transport, whichever it is. A transport only sends and delivers such messages. */
import { z } from 'zod';
import { event } from './index.ts';
import { errorBody } from './images.ts';

/** Window to machine. */
export const request = z.object({
  call: z.int().nonnegative(),
  service: z.string(),
  method: z.string(),
  input: z.unknown(),
});

/** Machine to window: the answer to a call, or an event. */
export const reply = z.union([
  z.object({ call: z.int(), output: z.unknown() }),
  z.object({ call: z.int(), error: errorBody }),
  z.object({ event }),
]);

export type Request = z.infer<typeof request>;
export type Reply = z.infer<typeof reply>;
