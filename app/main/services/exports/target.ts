/** Where a file is written: conflicts, and the whole file or none. */
import { randomBytes } from 'node:crypto';
import { link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { UserFacingError } from '../../../compute/errors.ts';
import type { ConflictPolicy } from '../../../contract/index.ts';
import { describeFileError } from '../../session/fileErrors.ts';

export interface Target {
  readonly path: string;
  /** With policy `skip`: it is there already and stays. */
  readonly skipped: boolean;
}

const mostAttempts = 10_000;

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw describeFileError(error, path) ?? error;
  }
}

/** `photo.png`, `photo-2.png`, `photo-3.png`, … */
function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const extension = extname(path);
  return join(dirname(path), `${basename(path, extension)}-${number}${extension}`);
}

async function checkFolder(folder: string): Promise<void> {
  try {
    if ((await stat(folder)).isDirectory()) return;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UserFacingError('this folder is not there any more', 'choose another folder', folder);
    }
    throw describeFileError(error, folder) ?? error;
  }
  throw new UserFacingError('this is a file, not a folder', 'choose a folder', folder);
}

/** The same file under every name, links followed; itself where it does not exist. */
async function identity(path: string): Promise<string> {
  const absolute = resolve(path);
  return realpath(absolute).catch(() => absolute);
}

/**
 * Decides where to write.
 * @param originals files that were opened: never overwritten, whatever the policy
 * @throws UserFacingError where the folder is gone, the policy is `fail` and the file is there, or it is an original
 */
export async function resolveTarget(
  wanted: string,
  conflict: ConflictPolicy,
  originals: readonly string[],
): Promise<Target> {
  const path = resolve(wanted);
  await checkFolder(dirname(path));
  if (!(await exists(path))) return { path, skipped: false };
  if (conflict === 'skip') return { path, skipped: true };
  if (conflict === 'fail') {
    throw new UserFacingError(
      'the file is there already',
      'choose another name or another conflict rule',
      path,
    );
  }
  if (conflict === 'overwrite') {
    if ((await stat(path)).isDirectory())
      throw new UserFacingError('this is a folder', 'choose another name', path);
    const target = await identity(path);
    for (const original of originals) {
      if ((await identity(original)) !== target) continue;
      throw new UserFacingError(
        'this is the opened original, which is never changed',
        'choose another name',
        path,
      );
    }
    return { path, skipped: false };
  }
  for (let number = 2; number < mostAttempts; number++) {
    const candidate = numbered(path, number);
    if (!(await exists(candidate))) return { path: candidate, skipped: false };
  }
  throw new UserFacingError('too many files of this name are there', 'choose another name', path);
}

/**
 * Lets `write` make `<path>.<random>.part` beside the target, flushes it to the disk and moves it into
 * place. On any failure the part is removed and the target untouched. With policy `unique`, `skip` or
 * `fail` a file that appeared meanwhile is not overwritten either.
 * @returns where it lies, and what `write` returned
 */
export async function writeInPlace<Result>(
  target: string,
  conflict: ConflictPolicy,
  write: (part: string) => Promise<Result>,
): Promise<{ path: string; skipped: boolean; result: Result }> {
  const part = `${target}.${randomBytes(4).toString('hex')}.part`;
  try {
    const result = await write(part);
    const handle = await open(part, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { ...(await moveInto(part, target, conflict)), result };
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw withName(error, target);
  }
}

/** Errors that name the part are told of the file that the user asked for. */
function withName(error: unknown, target: string): unknown {
  if (error instanceof UserFacingError)
    return error.where?.endsWith('.part') === true ? error.at(target) : error;
  return describeFileError(error, target) ?? error;
}

async function moveInto(
  part: string,
  target: string,
  conflict: ConflictPolicy,
): Promise<{ path: string; skipped: boolean }> {
  if (conflict === 'overwrite') {
    await rename(part, target);
    return { path: target, skipped: false };
  }
  for (let path = target; ; path = (await resolveTarget(target, conflict, [])).path) {
    try {
      // A hard link, unlike a rename, does not replace what is there.
      await link(part, path);
      await rm(part);
      return { path, skipped: false };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EEXIST') {
        if (conflict === 'unique') continue;
        await rm(part, { force: true });
        if (conflict === 'skip') return { path, skipped: true };
        throw error;
      }
      if (code === 'ENOENT') throw error;
      // File systems without hard links.
      await rename(part, path);
      return { path, skipped: false };
    }
  }
}
