import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { rm, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { Zip, ZipPassThrough } from 'fflate';
import { UserFacingError } from '../../../compute/errors.ts';

/** What the format without its 64-bit extension can hold, less room for the directory. */
const maxBytes = 2 ** 32 - 2 ** 24;
const maxFiles = 65_535;

/** A zip that files are moved into one after another; pictures are compressed already, so it stores. */
export class ZipFile {
  readonly #path: string;
  readonly #out;
  readonly #zip = new Zip();
  #bytes = 0;
  #files = 0;
  #problem: Error | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#out = createWriteStream(path);
    this.#out.on('error', (error) => (this.#problem = error));
    this.#zip.ondata = (error, chunk, final) => {
      if (error !== null) this.#problem = error;
      else this.#out.write(chunk);
      if (final) this.#out.end();
    };
  }

  get files(): number {
    return this.#files;
  }

  /** Moves a file in: it is removed where it was. Not to be called twice at once. */
  async move(path: string, name: string): Promise<void> {
    const { size } = await stat(path);
    if (this.#bytes + size > maxBytes || this.#files >= maxFiles)
      throw new UserFacingError(
        'does not fit into the download any more (4 GB at most)',
        'run the batch on fewer files at a time, or from the command line into a folder',
        name,
      );
    this.#bytes += size + 200;
    this.#files++;
    const entry = new ZipPassThrough(name.replaceAll('\\', '/'));
    this.#zip.add(entry);
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a file without encoding gives bytes');
      entry.push(new Uint8Array(chunk));
      this.#check();
      if (this.#out.writableNeedDrain) await once(this.#out, 'drain');
    }
    entry.push(new Uint8Array(0), true);
    await rm(path);
  }

  /** Writes the directory and closes. @returns the size in bytes */
  async finish(): Promise<number> {
    this.#check();
    this.#zip.end();
    await finished(this.#out);
    return (await stat(this.#path)).size;
  }

  async abandon(): Promise<void> {
    this.#zip.terminate();
    this.#out.destroy();
    await rm(this.#path, { force: true });
  }

  #check(): void {
    if (this.#problem !== null) throw this.#problem;
  }
}
