import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { FileRef } from '../../../contract/index.ts';
import { UserFacingError } from '../../../compute/errors.ts';
import { describeFileError } from '../../session/fileErrors.ts';

/** One picture of a batch, or what was named and cannot be one. */
export interface Input {
  readonly ref: FileRef;
  /** How it is shown and reported: its path, or the name of an upload. */
  readonly shown: string;
  /** Where it lies; null where it could not be found. */
  readonly path: string | null;
  /** The folder that was named, where it was found by walking one. */
  readonly root: string | null;
  /** Its folder below `root`, mirrored in the output; '' where there is none. */
  readonly subfolder: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly problem: UserFacingError | null;
}

export interface WalkOptions {
  readonly recursive: boolean;
  readonly resolveFile: (ref: FileRef) => { path: string; name: string };
  /** The batch's own output folder: never walked into, unless it was named itself. */
  readonly outputFolder: string | null;
  /** Results of earlier runs lying among the inputs. */
  readonly isEarlierResult: (path: string) => boolean;
}

const pictureExtension = /\.(jpe?g|jpe|jfif|png|tiff?|webp|avif|gif|heic|heif)$/i;
/** Thumbnails that file servers keep beside the pictures, and archives' leftovers. */
const rubbishFolder = /^(\..*|@eaDir|__MACOSX|\$RECYCLE\.BIN|System Volume Information)$/i;
/** Journals, reports and sidecars of our own: neither pictures nor rubbish. */
const ownFile = /^(\.pentimento-batch\.jsonl|pentimento-report\.(json|csv)|.*\.pentimento\.json)$/;

/**
 * The pictures that `refs` name, folders walked in natural order. Files named one by one are taken
 * as they are; in folders, what is no picture is ignored and counted.
 */
export async function findInputs(
  refs: readonly FileRef[],
  options: WalkOptions,
): Promise<{ inputs: Input[]; ignored: number }> {
  const inputs: Input[] = [];
  const seenFiles = new Set<string>();
  const seenFolders = new Set<string>();
  const outputFolder = options.outputFolder === null ? null : await realOrSelf(options.outputFolder);
  let ignored = 0;

  async function addFile(ref: FileRef, path: string, shown: string, root: string | null): Promise<void> {
    try {
      const [real, info] = [await realpath(path), await stat(path)];
      if (seenFiles.has(real)) return;
      seenFiles.add(real);
      if (!info.isFile() && !info.isDirectory())
        throw new UserFacingError('is neither a file nor a folder', 'choose a picture', shown);
      const subfolder = root === null ? '' : relative(root, dirname(path));
      const { size: bytes, mtimeMs: modified } = info;
      inputs.push({ ref, shown, path, root, subfolder, bytes, modified, problem: null });
    } catch (error) {
      inputs.push(failed(ref, shown, error));
    }
  }

  async function walk(folder: string, root: string, given: string): Promise<void> {
    const real = await realOrSelf(folder);
    if (seenFolders.has(real) || (real === outputFolder && folder !== root)) return;
    seenFolders.add(real);
    const names = await readdir(folder).catch((error: unknown) => {
      inputs.push(failed({ kind: 'path', path: folder }, folder, error));
      return [];
    });
    for (const name of names.sort(naturally)) {
      const path = join(folder, name);
      const info = await stat(path).catch(() => null);
      if (info?.isDirectory() === true) {
        if (options.recursive && !rubbishFolder.test(name)) await walk(path, root, given);
      } else if (ownFile.test(name) || options.isEarlierResult(path)) continue;
      else if (name.startsWith('.') || !pictureExtension.test(name)) ignored++;
      else await addFile({ kind: 'path', path }, path, join(given, relative(root, path)), root);
    }
  }

  for (const ref of refs) {
    try {
      const { path, name } = options.resolveFile(ref);
      const info = ref.kind === 'path' ? await stat(path) : null;
      const shown = ref.kind === 'path' ? ref.path : name;
      if (info?.isDirectory() === true) await walk(resolve(path), resolve(path), shown);
      else await addFile(ref, path, shown, null);
    } catch (error) {
      inputs.push(failed(ref, ref.kind === 'path' ? ref.path : ref.name, error));
    }
  }
  return { inputs: distinctlyShown(inputs), ignored };
}

function failed(ref: FileRef, shown: string, error: unknown): Input {
  const problem =
    describeFileError(error, shown) ??
    new UserFacingError(
      `cannot be read (${error instanceof Error ? error.message : String(error)})`,
      'check the file',
      shown,
    );
  return { ref, shown, path: null, root: null, subfolder: '', bytes: 0, modified: 0, problem };
}

/** Uploads may share a name; what is shown tells them apart. */
function distinctlyShown(inputs: readonly Input[]): Input[] {
  const times = new Map<string, number>();
  return inputs.map((input) => {
    const count = (times.get(input.shown) ?? 0) + 1;
    times.set(input.shown, count);
    return count === 1 ? input : { ...input, shown: `${input.shown} (${count})` };
  });
}

const realOrSelf = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

const collator = new Intl.Collator('en', { numeric: true });
const naturally = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);
