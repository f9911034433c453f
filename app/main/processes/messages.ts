/** What a parent process and its child say to each other. */
import { z } from 'zod';
import { UserFacingError } from '../../compute/errors.ts';
import { asUserFacing, Cancelled } from './errors.ts';

export const parentMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.int(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.int() }),
  z.object({ type: z.literal('hold'), id: z.int(), shut: z.boolean() }),
]);

const wireError = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    problem: z.string(),
    remedy: z.string(),
    where: z.string().nullable(),
  }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('internal'), message: z.string(), stack: z.string() }),
]);

export const childMessage = z.discriminatedUnion('type', [
  /** The child's loop turns; sent while calls are pending. */
  z.object({ type: z.literal('alive') }),
  z.object({ type: z.literal('progress'), id: z.int(), value: z.unknown() }),
  z.object({ type: z.literal('done'), id: z.int(), output: z.unknown() }),
  z.object({ type: z.literal('failed'), id: z.int(), error: wireError }),
]);

export type ParentMessage = z.infer<typeof parentMessage>;
export type ChildMessage = z.infer<typeof childMessage>;
type WireError = z.infer<typeof wireError>;

export function packError(error: unknown): WireError {
  if (error instanceof Cancelled) return { kind: 'cancelled' };
  const user = asUserFacing(error);
  if (user !== null) {
    const { problem, remedy, where } = user;
    return { kind: 'user', problem, remedy, where: where ?? null };
  }
  const failure = error instanceof Error ? error : new Error(String(error));
  return { kind: 'internal', message: failure.message, stack: failure.stack ?? failure.message };
}

export function unpackError(error: WireError): Error {
  if (error.kind === 'cancelled') return new Cancelled();
  if (error.kind === 'user')
    return new UserFacingError(error.problem, error.remedy, error.where ?? undefined);
  const failure = new Error(error.message);
  failure.stack = error.stack;
  return failure;
}
