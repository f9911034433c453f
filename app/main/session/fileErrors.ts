import { UserFacingError } from '../../compute/errors.ts';

const known: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOENT: ['there is no such file or folder', 'check whether it was moved, renamed or unplugged'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'choose another folder'],
  EISDIR: ['this is a folder', 'choose a file'],
  EACCES: ['it may not be read or written', 'change its permissions or choose another place'],
  EPERM: ['it may not be read or written', 'change its permissions or choose another place'],
  EROFS: ['this place is read-only', 'choose another folder'],
  ENOSPC: ['the disk is full', 'free some space or choose another place'],
  EDQUOT: ['your share of the disk is used up', 'free some space or choose another place'],
  EFBIG: ['the file is too large for this disk', 'choose another place'],
  EIO: ['the disk reports an error', 'check the disk and try again'],
  EMFILE: ['too many files are open', 'close other programs and try again'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter name'],
  EBUSY: ['another program is using it', 'close that program and try again'],
  EEXIST: ['it is there already', 'choose another name'],
  ELOOP: ['its links lead in a circle', 'choose another place'],
};

/** The UserFacingError that a file system error amounts to; null for every other error. */
export function describeFileError(error: unknown, where: string): UserFacingError | null {
  if (error instanceof UserFacingError) return error;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const text = known[error.code];
  return text === undefined ? null : new UserFacingError(text[0], text[1], where);
}
