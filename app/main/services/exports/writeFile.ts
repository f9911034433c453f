import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ConflictPolicy, Destination, WrittenFile } from '../../../contract/index.ts';
import type { Session } from '../../session/session.ts';
import { resolveTarget, writeInPlace } from './target.ts';
import { openedFiles } from './writeResult.ts';

/**
 * Writes what is no result (a mask, a table) to where it was asked for.
 * @param name of the file where the destination is a folder or a download
 * @param write writes it whole to the path it is given
 */
export async function writeFileTo(
  session: Session,
  { destination, conflict }: { readonly destination: Destination; readonly conflict: ConflictPolicy },
  name: string,
  write: (path: string) => Promise<void>,
): Promise<WrittenFile> {
  if (destination.kind === 'download') {
    const path = join(session.folder, `download-${randomBytes(8).toString('hex')}`);
    await write(path);
    const { size } = await stat(path);
    const url = session.addDownload(path, name);
    return { name, path: null, url, bytes: size, skipped: false, notices: [] };
  }
  const wanted = destination.kind === 'file' ? destination.path : join(destination.folder, name);
  const target = await resolveTarget(wanted, conflict, openedFiles(session));
  const written = target.skipped
    ? null
    : await writeInPlace(target.path, conflict, async (part) => {
        await write(part);
        return (await stat(part)).size;
      });
  const path = written?.path ?? target.path;
  return {
    name: basename(path),
    path,
    url: null,
    bytes: written?.result ?? 0,
    skipped: written?.skipped ?? true,
    notices: [],
  };
}
