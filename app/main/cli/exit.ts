import { UserFacingError } from '../../compute/errors.ts';

/** What the shell is told. */
export const exitStatus = { done: 0, someFailed: 1, wrongUsage: 2, stopped: 130 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** The command was given wrongly; nothing was tried. */
export class WrongUsage extends UserFacingError {}

/** Runs a check of what was given: what it finds wrong is wrong usage. */
export async function asUsage<T>(check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof UserFacingError) throw new WrongUsage(error.problem, error.remedy, error.where);
    throw error;
  }
}
