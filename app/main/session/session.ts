/** One run of the app: its temporary folder, the images in it, uploads and downloads. */
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserFacingError } from '../../compute/errors.ts';
import type { ParameterValues } from '../../compute/parameters.ts';
import type { Explanation, FileRef, ImageId, ImageInfo, JobResult } from '../../contract/index.ts';
import { downloadPath } from '../../contract/routes.ts';
import { describeFileError } from './fileErrors.ts';
import type { PixelFormat } from './format.ts';
import { removePixelFile } from './pixelFile.ts';

export interface ImageRecord {
  readonly info: ImageInfo;
  /** Path of the session image, without `.v`. */
  readonly base: string;
  readonly format: PixelFormat;
  readonly kind: 'original' | 'result' | 'mask' | 'map';
  /** The image that the window shows in its place: a measurement is no picture. */
  readonly shownAs?: ImageId;
  /** The opened file whose metadata are kept; itself for originals. */
  readonly origin: ImageId;
  /** What was done to the original, first step first. */
  readonly lineage: readonly StepRecord[];
  /** Where the bytes of an original lie, uploads included. */
  readonly file?: string;
}

export interface StepRecord {
  readonly method: string;
  readonly parameters: ParameterValues;
  /** Why it was planned; absent where a person chose it. */
  readonly reason?: string;
  readonly seed: number;
  readonly chosen: JobResult['chosen'];
  readonly explanation: Explanation;
  readonly device: string;
  readonly seconds: number;
}

/** `uploads`: the browser door may not name paths, except files given on its command line. */
export type Access = 'paths' | 'uploads';

interface NamedFile {
  readonly path: string;
  readonly name: string;
}

const folderPrefix = 'pentimento-';
/** Larger uploads are refused. */
const maxUploadBytes = 4 * 2 ** 30;

export class Session {
  readonly folder: string;
  readonly access: Access;
  readonly #images = new Map<ImageId, ImageRecord>();
  readonly #uploads = new Map<string, NamedFile>();
  readonly #downloads = new Map<string, NamedFile>();
  readonly #allowedPaths = new Set<string>();

  private constructor(folder: string, access: Access) {
    this.folder = folder;
    this.access = access;
  }

  /** Makes a folder of our own in `parent` (the system's temporary folder) and removes those of dead runs. */
  static async create(parent: string = tmpdir(), access: Access = 'paths'): Promise<Session> {
    try {
      await mkdir(parent, { recursive: true });
      await removeStaleFolders(parent);
      return new Session(await mkdtemp(join(parent, `${folderPrefix}${process.pid}-`)), access);
    } catch (error) {
      throw describeFileError(error, parent) ?? error;
    }
  }

  /** A fresh name for an image and the path of its session file, without `.v`. */
  newBase(): { id: ImageId; base: string } {
    const id = randomBytes(8).toString('hex');
    return { id, base: join(this.folder, id) };
  }

  add(record: ImageRecord): void {
    this.#images.set(record.info.id, record);
  }

  /** Every image that is open. */
  records(): ImageRecord[] {
    return [...this.#images.values()];
  }

  /** Throws a UserFacingError where the image was closed. */
  get(id: ImageId): ImageRecord {
    const record = this.#images.get(id);
    if (record === undefined) throw new UserFacingError('this image is not open any more', 'open it again');
    return record;
  }

  /** Forgets an image and removes its files; unknown ones are no error. */
  async remove(id: ImageId): Promise<void> {
    const record = this.#images.get(id);
    this.#images.delete(id);
    if (record === undefined) return;
    await removePixelFile(record.base, record.info.levels);
    if (record.shownAs !== undefined) await this.remove(record.shownAs);
  }

  /** Streams a file of the user's into the session folder. Throws a UserFacingError where it is too large. */
  async addUpload(name: string, body: ReadableStream<Uint8Array> | null): Promise<string> {
    const id = randomBytes(8).toString('hex');
    const path = join(this.folder, `upload-${id}`);
    let bytes = 0;
    const count = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxUploadBytes) {
          throw new UserFacingError('the file is larger than 4 GB', 'open a smaller file', basename(name));
        }
        yield chunk;
      }
    };
    try {
      const chunks: AsyncIterable<Uint8Array> = body === null ? Readable.from([]) : body;
      await pipeline(count(chunks), createWriteStream(path));
    } catch (error) {
      await rm(path, { force: true });
      throw describeFileError(error, basename(name)) ?? error;
    }
    this.#uploads.set(id, { path, name: basename(name) });
    return id;
  }

  /** Lets the browser door open one file by its path: those given on the command line. */
  allowPath(path: string): void {
    this.#allowedPaths.add(resolve(path));
  }

  /** Where a file of the user's lies. Throws a UserFacingError where it may not be named or is unknown. */
  resolveFile(ref: FileRef): NamedFile {
    if (ref.kind === 'upload') {
      const upload = this.#uploads.get(ref.upload);
      if (upload === undefined) {
        throw new UserFacingError('this upload is not there any more', 'choose the file again', ref.name);
      }
      return { path: upload.path, name: basename(ref.name) };
    }
    const path = resolve(ref.path);
    if (this.access === 'uploads' && !this.#allowedPaths.has(path)) {
      throw new UserFacingError(
        'files cannot be opened by their path in the browser',
        'drop the file onto the window or choose it with Open',
        basename(path),
      );
    }
    return { path, name: basename(path) };
  }

  /** The address under which `path` is handed out once. */
  addDownload(path: string, name: string): string {
    const id = randomBytes(16).toString('hex');
    this.#downloads.set(id, { path, name });
    return downloadPath(id);
  }

  /** The file of a download, forgotten with this call; null where there is none. */
  takeDownload(id: string): NamedFile | null {
    const file = this.#downloads.get(id) ?? null;
    this.#downloads.delete(id);
    return file;
  }

  /** Removes the folder with everything in it. */
  async close(): Promise<void> {
    this.#images.clear();
    this.#uploads.clear();
    this.#downloads.clear();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

async function removeStaleFolders(parent: string): Promise<void> {
  const folder = await realpath(parent);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const pid = /^pentimento-(\d+)-[A-Za-z0-9]{6}$/.exec(entry.name)?.[1];
    if (pid === undefined || !entry.isDirectory() || isAlive(Number(pid))) continue;
    // Another user's folder cannot be removed; that is no reason not to start.
    await rm(join(folder, entry.name), { recursive: true, force: true }).catch(() => undefined);
  }
}
