import { basename } from 'node:path';
import { UserFacingError } from '../../compute/errors.ts';
import { describeFileError } from '../session/fileErrors.ts';

/** What a cancelled call rejects with. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('cancelled');
  }
}

/** A child process ended while it was at work. The work is lost, the session's files are not. */
export class EngineCrashed extends Error {
  override readonly name = 'EngineCrashed';
}

/** The errors of the file system and of memory, in words for a person; null for anything else. */
export function asUserFacing(error: unknown): UserFacingError | null {
  if (error instanceof UserFacingError) return error;
  if (!(error instanceof Error) || error instanceof EngineCrashed) return null;
  const noRoom = error instanceof RangeError && /allocation failed|invalid typed array length/iu;
  if ((noRoom || /bad_alloc|failed to allocate memory|out of memory/iu).test(error.message))
    return new UserFacingError(
      'there is not enough memory for this',
      'lower the memory limit in the settings, so that the picture is worked on in smaller pieces, or close other programs',
    );
  const path =
    'path' in error && typeof error.path === 'string' ? basename(error.path) : 'the session folder';
  return describeFileError(error, path);
}
